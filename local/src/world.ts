import { Worker } from 'node:worker_threads';
import { bucketNames, bucketOf, queueNames } from '@foodious/contracts/resources.ts';
import { createQueues, sqsClient } from '@foodious/messaging/sqs.ts';
import type { PixSecrets } from '@foodious/pix/secrets.ts';
import { createBucket, s3Client } from '@foodious/platform/aws.ts';
import type { WorldSettings } from './settings.ts';

/** What a worker thread is asked, and what it answers. */
export type Command = { id: number } & ({ what: 'start' | 'stop'; part: Part } | { what: 'hold'; flag: Int32Array });
export type Answer = { id: number; error?: { message: string } };
export type Part = 'aws' | 'ses' | 'pix';

export type World = {
  /** Stops or starts one part, to see how the system bears it. */
  start(part: Part): Promise<void>;
  stop(part?: Part): Promise<void>;
  /** Does synchronous work while this thread and that of the world stand still: nothing changes on the disk meanwhile. */
  still(work: () => void): Promise<void>;
};

/**
 * Starts what stands outside our services on a laptop: SQS and S3, SES, the Pix provider, with queues and buckets.
 * They run in a thread of their own, as the rest of the world would: their work does not delay ours.
 */
export async function startWorld(settings: WorldSettings & PixSecrets): Promise<World> {
  const worker = new Worker(new URL('./world-worker.ts', import.meta.url), {
    workerData: settings,
    // The default young generation would let a burst of orders leave a hundred megabytes behind.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let ids = 0;
  worker.on('message', ({ id, error }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), error));
    else call?.resolve();
  });
  worker.on('error', (error) => {
    if (waiting.size === 0) throw error; // nobody asked: without its world the system must not go on as if nothing were
    for (const call of waiting.values()) call.reject(error);
  });
  const send = (command: (id: number) => Command): Promise<void> => {
    const call = Promise.withResolvers<void>();
    ids += 1;
    waiting.set(ids, call);
    worker.postMessage(command(ids));
    return call.promise;
  };
  const ask = (what: 'start' | 'stop', part: Part) => send((id) => ({ id, what, part }));

  const parts: Part[] = ['aws', 'ses', 'pix'];
  try {
    for (const part of parts) await ask('start', part);
    await createQueues(sqsClient(settings), queueNames);
    for (const name of bucketNames) await createBucket(s3Client(settings), bucketOf(name, settings));
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    start: (part) => ask('start', part),
    async stop(part) {
      if (part) return ask('stop', part);
      for (const each of parts) await ask('stop', each);
      await worker.terminate();
    },
    async still(work) {
      const flag = new Int32Array(new SharedArrayBuffer(4));
      await send((id) => ({ id, what: 'hold', flag }));
      try {
        work();
      } finally {
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
      }
    },
  };
}
