import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Unavailable } from '@foodious/kernel/refusal.ts';

/**
 * Client configuration for Amazon itself (`aws`: credentials from its own chain) or for a local endpoint.
 * @param silence milliseconds a try may go without a word before it fails: what hangs must not hang us; a long poll of SQS takes 20 s
 */
export function awsConfig(endpoint: string, region: string, silence = 30_000) {
  const requestHandler = {
    connectionTimeout: 2_000,
    requestTimeout: silence,
    throwOnRequestTimeout: true, // else it is only said
    socketTimeout: silence, // also half-way through an answer
  };
  return endpoint === 'aws'
    ? { region, requestHandler }
    : { region, requestHandler, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** Object storage: immutable blobs by key. Calls throw {@link Unavailable} when the store is away. */
export type Objects = {
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<{ bytes: Uint8Array; contentType: string } | undefined>;
};

/** A client of Amazon S3, or of the endpoint the settings name. */
export const s3Client = ({
  AWS_ENDPOINT: endpoint,
  AWS_REGION: region,
}: {
  AWS_ENDPOINT: string;
  AWS_REGION: string;
}) => new S3Client({ ...awsConfig(endpoint, region), forcePathStyle: endpoint !== 'aws' });

/** One bucket of S3, or of anything that speaks its protocol. */
export function s3Objects(client: S3Client, bucket: string): Objects {
  return {
    async put(key, bytes, contentType) {
      await client
        .send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }))
        .catch(away);
    },
    async get(key) {
      try {
        const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (!Body) return undefined;
        return { bytes: await Body.transformToByteArray(), contentType: ContentType ?? 'application/octet-stream' };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        return away(error);
      }
    },
  };
}

const away = (cause: unknown): never => {
  throw new Unavailable('the object storage does not answer', { cause });
};

/** The keys of a bucket, sorted. Throws {@link Unavailable} when the store is away. */
export async function s3Keys(client: S3Client, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for (let ContinuationToken: string | undefined; ; ) {
    const page: ListObjectsV2CommandOutput = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken }))
      .catch(away);
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) return keys;
  }
}

/** Creates a bucket where it is missing; repeatable. On AWS the infrastructure does this. */
export async function createBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof Error && /^BucketAlready/.test(error.name))) throw error;
  }
}
