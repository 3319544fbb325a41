import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { classPath } from './java.ts';
import { program } from './programs.ts';
import { type Place, type Server, server } from './server.ts';

/** A server that speaks MongoDB's protocol, from Maven Central (mongo/MongoWire.java): Debian has no MongoDB. */
export function mongo(place: Place): Server {
  const url = `mongodb://127.0.0.1:${place.port}`;
  return server({
    place,
    url: () => url,
    async command() {
      const options = ['-Xmx512m', '-XX:+UseSerialGC', '-cp', await classPath('mongo')];
      return [program('java'), ...options, 'MongoWire', join(place.dir, 'data.mv'), String(place.port)];
    },
    async answers() {
      const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000 });
      try {
        await client.db('admin').command({ ping: 1 });
      } finally {
        await client.close();
      }
    },
  });
}
