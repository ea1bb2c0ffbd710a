// Lucene's side of bench/peers/compare: indexes documents.tsv into one segment, asks it works.txt
// and writes lucene-works.txt and lucene-answers.txt as the engines do that are programs of ours
// (peer_main.h). Text is one field of the words that Aisle found, ranked by BM25; facets
// are SortedSet doc values, counted over all matches, as Elasticsearch's terms aggregation does.
//
// Usage: LucenePeer index|ask DIRECTORY

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocsCollector;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.TotalHitCountCollector;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

public final class LucenePeer {
    private static final int HITS = 20;
    private static final int FACET_VALUES = 10;
    private static final int MAX_FACETS = 8;
    private static final double SECONDS_PER_WORK = 4;
    private static final double SECONDS_OF_CHECKING = 10;
    private static final int MIN_ROUNDS_OF_WARMING = 3;
    private static final int MAX_ROUNDS_OF_WARMING = 15;
    private static final double STEADY = 1.03;

    /** A facet, by its number, and values of it. */
    private record Refinement(int facet, List<String> values) {}

    private static final class Work {
        String name;
        String mode;
        int facets;
        /** For facets counted without some refinements, the facets of those. */
        final Map<Integer, List<Integer>> leftOut = new HashMap<>();
        final List<Refinement> allOf = new ArrayList<>();
        final List<Refinement> noneOf = new ArrayList<>();
        final List<String> queries = new ArrayList<>();
    }

    /** What one query found; see peer.h. */
    private record Answer(long hits, long counted) {}

    private static String dimension(int facet) {
        return "facet" + facet;
    }

    private static FacetsConfig config() {
        FacetsConfig config = new FacetsConfig();
        for (int i = 0; i < MAX_FACETS; ++i) {
            config.setMultiValued(dimension(i), true);
            config.setIndexFieldName(dimension(i), dimension(i) + ".counts");
        }
        return config;
    }

    // Indexing

    private static Document document(String line) {
        String[] cells = line.split("\t", -1);
        Document document = new Document();
        document.add(new TextField("text", cells[0], Field.Store.NO));
        document.add(new NumericDocValuesField("order", Math.round(Double.parseDouble(cells[1]) * 1000)));
        for (int i = 0; i + 2 < cells.length; ++i) {
            if (cells[i + 2].isEmpty()) continue;
            for (String value : cells[i + 2].split("\u001f")) {
                document.add(new SortedSetDocValuesFacetField(dimension(i), value));
                document.add(new StringField(dimension(i), value, Field.Store.NO));
            }
        }
        return document;
    }

    /** Two threads, as Aisle's build has on two cores; merged to one segment, as Aisle's is. */
    private static void index(Path directory, PrintWriter out) throws Exception {
        Path path = directory.resolve("lucene");
        long begin = System.nanoTime();
        FacetsConfig config = config();
        IndexWriterConfig options = new IndexWriterConfig(new WhitespaceAnalyzer());
        options.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        options.setRAMBufferSizeMB(256);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Directory target = new MMapDirectory(path);
                IndexWriter writer = new IndexWriter(target, options);
                BufferedReader in = Files.newBufferedReader(directory.resolve("documents.tsv"))) {
            List<Future<?>> added = new ArrayList<>();
            for (int i = 0; i < 2; ++i) added.add(threads.submit(() -> addAll(in, writer, config)));
            for (Future<?> future : added) future.get();
            writer.forceMerge(1);
        } finally {
            threads.shutdown();
        }
        out.println("lucene.index_seconds " + (System.nanoTime() - begin) / 1e9);
        try (Stream<Path> files = Files.list(path)) {
            out.println("lucene.index_mb " + files.mapToLong(f -> f.toFile().length()).sum() / 1e6);
        }
    }

    private static Void addAll(BufferedReader in, IndexWriter writer, FacetsConfig config)
            throws IOException {
        while (true) {
            List<String> lines = new ArrayList<>();
            synchronized (in) {
                for (String line; lines.size() < 100 && (line = in.readLine()) != null; ) lines.add(line);
            }
            if (lines.isEmpty()) return null;
            for (String line : lines) writer.addDocument(config.build(document(line)));
        }
    }

    // Asking

    private static List<Work> readWorks(Path path) throws IOException {
        List<Work> works = new ArrayList<>();
        for (String line : Files.readAllLines(path)) {
            String[] cells = line.split("\t", -1);
            if (cells[0].equals("work")) works.add(new Work());
            Work work = works.get(works.size() - 1);
            switch (cells[0]) {
                case "work" -> work.name = cells[1];
                case "mode" -> work.mode = cells[1];
                case "facets" -> work.facets = Integer.parseInt(cells[1]);
                case "comparable" -> {}
                case "left_out" ->
                        work.leftOut.put(Integer.parseInt(cells[1]), numbers(cells));
                case "all_of" -> work.allOf.add(refinement(cells));
                case "none_of" -> work.noneOf.add(refinement(cells));
                case "query" -> work.queries.add(cells[1]);
                default -> throw new IOException("works.txt: no such line: " + line);
            }
        }
        return works;
    }

    private static Refinement refinement(String[] cells) {
        return new Refinement(
                Integer.parseInt(cells[1]), Arrays.asList(cells).subList(2, cells.length));
    }

    private static List<Integer> numbers(String[] cells) {
        return Arrays.stream(cells).skip(2).map(Integer::valueOf).toList();
    }

    private static Query word(String word, boolean last, String mode) {
        Term term = new Term("text", word);
        if (mode.equals("prefix") && last) return new PrefixQuery(term);
        int letters = word.codePointCount(0, word.length());
        if (mode.equals("typo") && letters >= 4) return new FuzzyQuery(term, letters >= 8 ? 2 : 1);
        return new TermQuery(term);
    }

    private static Query anyOf(Refinement refinement) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String value : refinement.values()) {
            any.add(new TermQuery(new Term(dimension(refinement.facet()), value)), Occur.SHOULD);
        }
        return any.build();
    }

    /** The query of a work, without the refinements on the facets `leftOut`. */
    private static Query query(Work work, String text, List<Integer> leftOut) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        String[] words = text.isEmpty() ? new String[0] : text.split(" ");
        for (int i = 0; i < words.length; ++i) {
            all.add(word(words[i], i + 1 == words.length, work.mode), Occur.MUST);
        }
        if (words.length == 0) all.add(new MatchAllDocsQuery(), Occur.MUST);
        for (Refinement refinement : work.allOf) {
            if (leftOut.contains(refinement.facet())) continue;
            all.add(anyOf(refinement), Occur.FILTER);
        }
        for (Refinement refinement : work.noneOf) all.add(anyOf(refinement), Occur.MUST_NOT);
        return all.build();
    }

    private static final class Asker {
        final IndexSearcher searcher;
        final SortedSetDocValuesReaderState[] states = new SortedSetDocValuesReaderState[MAX_FACETS];

        Asker(DirectoryReader reader, int facets) throws IOException {
            searcher = new IndexSearcher(reader);
            for (int i = 0; i < facets; ++i) {
                states[i] = new DefaultSortedSetDocValuesReaderState(reader, dimension(i) + ".counts");
            }
        }

        /** All counts over one list of matches, as one search would. */
        Answer ask(Work work, String text) throws IOException {
            Query query = query(work, text, List.of());
            boolean byOrder = text.isEmpty();
            // Without facets a total is a lower bound from 1,000 on, Lucene's own default, so that
            // blocks of low impact are skipped.
            if (work.facets == 0) return new Answer(search(query, byOrder, null).getTotalHits(), 0);
            FacetsCollector matches = new FacetsCollector();
            long total = search(query, byOrder, matches).getTotalHits();
            long counted = 0;
            for (int i = 0; i < work.facets; ++i) {
                FacetsCollector source = matches;
                if (work.leftOut.containsKey(i)) {
                    source = new FacetsCollector();
                    searcher.search(query(work, text, work.leftOut.get(i)), source);
                }
                counted += sumOfFirst(i, source);
            }
            return new Answer(total, counted);
        }

        long sumOfFirst(int facet, FacetsCollector source) throws IOException {
            FacetResult first =
                    new SortedSetDocValuesFacetCounts(states[facet], source)
                            .getTopChildren(FACET_VALUES, dimension(facet));
            if (first == null) return 0;
            long sum = 0;
            for (LabelAndValue value : first.labelValues) sum += value.value.longValue();
            return sum;
        }

        TopDocsCollector<?> search(Query query, boolean byOrder, FacetsCollector matches)
                throws IOException {
            int threshold = matches == null ? 1000 : Integer.MAX_VALUE;
            TopDocsCollector<?> top =
                    byOrder
                            ? TopFieldCollector.create(
                                    new Sort(new SortField("order", SortField.Type.LONG, true)),
                                    HITS, threshold)
                            : TopScoreDocCollector.create(HITS, threshold);
            searcher.search(query, matches == null ? top : MultiCollector.wrap(top, matches));
            return top;
        }

        long count(Work work, String text) throws IOException {
            TotalHitCountCollector all = new TotalHitCountCollector();
            searcher.search(query(work, text, List.of()), all);
            return all.getTotalHits();
        }
    }

    /** Counts the hits of every query, and those that its facets have. */
    private static void check(Asker asker, Work work, PrintWriter answers) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < work.queries.size(); ++i) {
            String query = work.queries.get(i);
            long counted = asker.ask(work, query).counted();
            answers.println(
                    work.name + " " + i + " " + asker.count(work, query) + " " + counted);
            if (System.nanoTime() - begin > SECONDS_OF_CHECKING * 1e9) return;
        }
    }

    /** Rounds of a second until a query takes no less than in the best round before. */
    private static void warm(Asker asker, Work work) throws IOException {
        double best = Double.MAX_VALUE;
        int next = 0;
        for (int round = 0; round < MAX_ROUNDS_OF_WARMING; ++round) {
            long asked = 0;
            long begin = System.nanoTime();
            for (; System.nanoTime() - begin < 1e9; ++asked) {
                asker.ask(work, work.queries.get(next));
                next = (next + 1) % work.queries.size();
            }
            double taken = (System.nanoTime() - begin) / (double) asked;
            if (round + 1 >= MIN_ROUNDS_OF_WARMING && taken * STEADY > best) return;
            best = Math.min(best, taken);
        }
    }

    private static void measure(Asker asker, Work work, PrintWriter out) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Long> times = new ArrayList<>();
        double total = 0;
        while (total < SECONDS_PER_WORK * 1e9) {
            String query = work.queries.get(times.size() % work.queries.size());
            long begin = threads.getCurrentThreadCpuTime();
            asker.ask(work, query);
            times.add(threads.getCurrentThreadCpuTime() - begin);
            total += times.get(times.size() - 1);
        }
        times.sort(null);
        String prefix = "lucene." + work.name;
        out.println(prefix + ".qps " + times.size() / (total / 1e9));
        out.println(prefix + ".p50_ms " + times.get((times.size() - 1) / 2) / 1e6);
        out.println(prefix + ".p99_ms " + times.get((int) ((times.size() - 1) * 0.99)) / 1e6);
    }

    /** What the kernel says of this process, and the part of it that Java's objects need. */
    private static void writeMemory(PrintWriter out) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            String[] words = line.split("\\s+");
            if (words[0].equals("VmHWM:")) out.println("lucene.peak_mb " + megabytes(words[1]));
            if (words[0].equals("VmRSS:")) out.println("lucene.resident_mb " + megabytes(words[1]));
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        out.println("lucene.heap_mb " + (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
    }

    private static double megabytes(String kilobytes) {
        return Double.parseDouble(kilobytes) * 1024 / 1e6;
    }

    private static void ask(Path directory, PrintWriter out) throws IOException {
        List<Work> works = readWorks(directory.resolve("works.txt"));
        int facets = works.stream().mapToInt(work -> work.facets).max().orElse(0);
        try (Directory files = new MMapDirectory(directory.resolve("lucene"));
                DirectoryReader reader = DirectoryReader.open(files);
                PrintWriter answers = writer(directory.resolve("lucene-answers.txt"))) {
            Asker asker = new Asker(reader, facets);
            for (Work work : works) {
                check(asker, work, answers);
                warm(asker, work);
                measure(asker, work, out);
            }
        }
        writeMemory(out);
    }

    private static PrintWriter writer(Path path) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(path));
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        boolean indexing = arguments[0].equals("index");
        Path figures = directory.resolve(indexing ? "lucene-index.txt" : "lucene-works.txt");
        try (PrintWriter out = writer(figures)) {
            if (indexing) index(directory, out);
            else ask(directory, out);
        }
    }
}
