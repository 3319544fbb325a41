import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * mongo-java-server, whose updates are atomic, with what it lacks to stand for MongoDB: it keeps what it has acknowledged,
 * never shows half an update, and has indexes that find. Arguments: file, port.
 */
public class MongoWire {
  /** A thread waits for the disk with its change; the more wait together, the fewer times it is written. */
  private static final int THREADS = 64;

  public static void main(String[] args) {
    // No commits of its own: they could hold half a change. No old versions: nobody reads them.
    MVStore store = new MVStore.Builder().fileName(args[0]).autoCommitDisabled().cacheSize(64).open();
    store.setVersionsToKeep(0);
    store.setRetentionTime(0);
    MongoServer server = new MongoServer(new Backend(store).version(new Version()));
    server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 1, THREADS);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
  }

  /** The library says 8 at most, the driver asks for 9 at least; what came in between is not used here. */
  private static class Version implements MongoVersion {
    @Override public int getWireVersion() { return 9; }
    @Override public String toVersionString() { return "5.0.0"; }
    @Override public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
  }

  private static class Backend extends H2Backend {
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findandmodify", "create", "drop",
        "dropdatabase", "createindexes", "dropindexes");
    /** After so many commits what is still used of the emptiest parts of the file is copied, so that it does not grow. */
    private static final int TIDY_EVERY = 64, TIDY_BELOW_PERCENT = 60, TIDY_BYTES = 4 << 20;

    private final ReentrantReadWriteLock changing = new ReentrantReadWriteLock(true);
    private final AtomicLong changes = new AtomicLong();
    private long kept, commits;

    Backend(MVStore store) { super(store); }

    @Override public Document handleMessage(MongoMessage message) {
      String command = message.getDocument().keySet().iterator().next();
      if (!WRITES.contains(command.toLowerCase())) return super.handleMessage(message);
      long change = 0;
      changing.readLock().lock();
      try {
        return super.handleMessage(message);
      } finally {
        change = changes.incrementAndGet();
        changing.readLock().unlock();
        keep(change);
      }
    }

    /** Returns once a change is on the disk: whoever comes first writes for all who wait behind. */
    private synchronized void keep(long change) {
      if (kept >= change) return;
      changing.writeLock().lock(); // what is committed is whole
      long upTo = changes.get();
      try {
        getMvStore().commit();
        if (++commits % TIDY_EVERY == 0) getMvStore().compact(TIDY_BELOW_PERCENT, TIDY_BYTES);
      } catch (RuntimeException failed) { // the store has closed itself: better started again than one that only fails
        failed.printStackTrace();
        Runtime.getRuntime().halt(1);
      } finally {
        changing.writeLock().unlock();
      }
      getMvStore().sync();
      kept = upTo;
    }

    @Override protected MongoDatabase openOrCreateDatabase(String name) {
      return new H2Database(name, getMvStore(), getCursorRegistry()) {
        @Override protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
          String full = getFullCollectionNamespace(name);
          MVMap<Object, Document> data = getMvStore().openMap("databases." + full);
          return new Collection(this, name, options, data, getMvStore().openMap("meta." + full), cursorRegistry);
        }
        @Override protected Index<Object> openOrCreateUniqueIndex(
            String of, String name, List<IndexKey> keys, boolean sparse) {
          return new OrderedIndex(name, keys, sparse, true);
        }
        @Override protected Index<Object> openOrCreateSecondaryIndex(
            String of, String name, List<IndexKey> keys, boolean sparse) {
          return new OrderedIndex(name, keys, sparse, false);
        }
      };
    }
  }

  private static class Collection extends H2Collection {
    Collection(MongoDatabase database, String name, CollectionOptions options, MVMap<Object, Document> data,
        MVMap<String, Object> meta, CursorRegistry cursors) {
      super(database, name, options, data, meta, cursors);
    }

    /** The library would change the very document it keeps, while others read it or it is written: it gets a copy. */
    @Override protected QueryResult createQueryResult(List<Document> found, int batchSize) {
      return super.createQueryResult(found.stream().map(Document::cloneDeeply).toList(), batchSize);
    }

    /** The library uses an index only when the query names its keys and no other: `{ _id, rev }` read every document. */
    @Override protected QueryResult queryDocuments(
        Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
      OrderedIndex best = null;
      int worth = 0;
      for (Index<Object> each : getIndexes())
        if (each instanceof OrderedIndex index && index.worth(query, orderBy) > worth) {
          best = index;
          worth = index.worth(query, orderBy);
        }
      if (best == null) return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
      int direction = best.direction(query, orderBy);
      Document toSort = direction == 0 ? orderBy : null; // else they come in order
      return matchDocuments(query, best.positions(query, direction < 0), toSort, skip, limit, batchSize, fields);
    }

    /** A second thing to write with each change, for a figure nobody asks for. */
    @Override protected boolean tracksDataSize() { return false; }
  }
}
