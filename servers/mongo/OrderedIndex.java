import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * An index in key order, unique or not: finds by the first of its keys, by ranges of the next, and in their order. It lives
 * in memory and is made anew from the documents at each start, so that no crash can part the two.
 * What it finds may be more than what matches: the collection looks at each document again.
 */
class OrderedIndex extends Index<Object> {
  /** Comes after every value. */
  private static final Object END = new Object();
  private final ConcurrentNavigableMap<List<Object>, Object> positions = new ConcurrentSkipListMap<>(OrderedIndex::compare);
  private final boolean unique;
  /** Whether a document has several entries, or none, for a key is an array: then their order is not that of the documents. */
  private volatile boolean several;

  OrderedIndex(String name, List<IndexKey> keys, boolean sparse, boolean unique) {
    super(name, keys, sparse);
    this.unique = unique;
  }

  private static int compare(List<Object> one, List<Object> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      Object a = one.get(i), b = other.get(i);
      int order = a == b ? 0 : a == END ? 1 : b == END ? -1 : ValueComparator.ascWithoutListHandling().compare(a, b);
      if (order != 0) return order;
    }
    return one.size() - other.size(); // what a list begins with comes before it
  }

  /** How much this index helps: each key that has a value, one that has a range, and the order that is asked for. */
  int worth(Document query, Document orderBy) {
    int values = prefix(query).size();
    boolean range = values < keys().size() && range(query, values) != null;
    return 4 * values + (range ? 2 : 0) + (direction(query, orderBy) != 0 ? 1 : 0);
  }

  /** 1 or -1 when the positions, read so, are in the order that is asked for; otherwise 0. */
  int direction(Document query, Document orderBy) {
    if (orderBy == null || orderBy.size() != 1 || several || isSparse()) return 0;
    int values = prefix(query).size();
    Map.Entry<String, Object> by = orderBy.entrySet().iterator().next();
    if (values == keys().size() || !by.getKey().equals(keys().get(values)) || !(by.getValue() instanceof Number)) return 0;
    return ((Number) by.getValue()).intValue();
  }

  /** The positions of all documents that may match, in the order of the keys or against it. */
  Iterable<Object> positions(Document query, boolean descending) {
    List<Object> prefix = prefix(query);
    Document range = prefix.size() < keys().size() ? range(query, prefix.size()) : null;
    Stream<Object> found;
    if (range != null && range.get("$in") instanceof Collection<?> values)
      found = values.stream().sorted(descending ? ValueComparator.desc() : ValueComparator.asc()).distinct()
          .flatMap(value -> between(with(prefix, value), with(prefix, value, END), descending));
    else {
      Object low = range == null ? null : range.getOrDefault("$gte", range.get("$gt"));
      Object high = range == null || low != null && several ? null : range.getOrDefault("$lte", range.get("$lt"));
      List<Object> from = low == null ? prefix : with(prefix, low);
      found = between(from, high == null ? with(prefix, END) : with(prefix, high, END), descending);
    }
    return found.distinct()::iterator;
  }

  private Stream<Object> between(List<Object> from, List<Object> to, boolean descending) {
    ConcurrentNavigableMap<List<Object>, Object> part = positions.subMap(from, true, to, true);
    return (descending ? part.descendingMap() : part).values().stream();
  }

  /** The values the query gives to the first keys. */
  private List<Object> prefix(Document query) {
    List<Object> values = new ArrayList<>();
    for (String key : keys()) {
      Object value = query.get(key);
      if (value instanceof Document only && only.keySet().equals(Set.of("$eq"))) value = only.get("$eq");
      if (!isPlain(value)) break;
      values.add(value);
    }
    return values;
  }

  /** What the query says of the key after the first ones, when it is a range or a choice of values. */
  private Document range(Document query, int key) {
    if (!(query.get(keys().get(key)) instanceof Document range)) return null;
    if (range.get("$in") instanceof Collection<?> values)
      return values.stream().allMatch(OrderedIndex::isPlain) ? range : null;
    return Stream.of("$gt", "$gte", "$lt", "$lte").anyMatch(bound -> isPlain(range.get(bound))) ? range : null;
  }

  /** Null would also mean a field that is not there; arrays, documents and patterns match by rules of their own. */
  private static boolean isPlain(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof Instant
        || value instanceof ObjectId || value instanceof UUID;
  }

  private static List<Object> with(List<Object> prefix, Object... more) {
    List<Object> all = new ArrayList<>(prefix);
    all.addAll(List.of(more));
    return all;
  }

  private static Object position(Document document) { return Missing.ofNullable(document.get("_id")); }

  private boolean isOut(KeyValue key) { return isSparse() && key.stream().allMatch(Missing::isNullOrMissing); }

  private List<Object> entry(KeyValue key, Document document) {
    List<Object> entry = new ArrayList<>();
    for (Object value : key) entry.add(value);
    if (!unique) entry.add(position(document));
    return entry;
  }

  @Override public Object getPosition(Document document) { return position(document); }

  @Override public void checkAdd(Document document, MongoCollection<Object> collection) { check(document, null, collection); }

  @Override public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
    check(after, position(before), collection);
  }

  private void check(Document document, Object own, MongoCollection<Object> collection) {
    if (unique)
      for (KeyValue key : getKeyValues(document)) {
        Object holder = isOut(key) ? null : positions.get(entry(key, document));
        if (holder != null && !holder.equals(own)) throw new DuplicateKeyError(this, collection, getKeys(), key);
      }
  }

  @Override public void add(Document document, Object position, MongoCollection<Object> collection) {
    Set<KeyValue> keys = getKeyValues(document);
    if (keys.size() != 1) several = true;
    for (KeyValue key : keys) if (!isOut(key)) positions.put(entry(key, document), position);
  }

  @Override public Object remove(Document document) {
    for (KeyValue key : getKeyValues(document)) if (!isOut(key)) positions.remove(entry(key, document));
    return position(document);
  }

  @Override public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
    if (nullAwareEqualsKeys(before, after)) return;
    remove(before);
    add(after, position, collection);
  }

  @Override public boolean canHandle(Document query) { return false; } // the collection asks what it is worth
  @Override public Iterable<Object> getPositions(Document query) { throw new UnsupportedOperationException(); }
  @Override public boolean isUnique() { return unique; }
  @Override public boolean isEmpty() { return positions.isEmpty(); }
  @Override public long getCount() { return positions.size(); }
  @Override public long getDataSize() { return getCount(); }
  @Override public void drop() { positions.clear(); }
}
