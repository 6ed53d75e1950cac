/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/graph.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "src/output/event.h"
#include "src/output/graph_pick.h"
#include "src/output/paint.h"
#include "src/output/safe.h"

enum {
    TEXT_MAX = 256,   /* bytes of a value's text */
    TEXT_KEYS = 1000, /* keys of a dict that are compared for it */
    SHOWN = 36,       /* columns of a line in a node, */
    SHOWN_BAD = 60,   /* of what is suspicious or worse, and of a name, */
    SHOWN_EDGE = 20,  /* and of the key on an edge */
};

/* How a severity is drawn: line, ground, width of the line. The words say it too. */
static const struct {
    const char *line, *ground, *width;
} looks[SEVERITY_COUNT] = {
    [SEVERITY_NONE] = {"#6b7280", "#ffffff", "1"},
    [SEVERITY_INFO] = {"#0e7490", "#ecfeff", "1"},
    [SEVERITY_SUSPICIOUS] = {"#b45309", "#fff7e0", "1.6"},
    [SEVERITY_DANGEROUS] = {"#c62828", "#fde8e8", "2.2"},
};

struct graph {
    struct out *out;
    const br_record *rec;
    const struct analysis *an;
    const struct graph_options *options;
    struct graph_pick pick;
    struct valuemap keys;  /* a value that the memo gave: the key it came from first */
    struct buf text, line; /* scratch */
    /* Of the node at hand: the edges to each node that is drawn, */
    struct graph_edge *edges; /* the first of them; owned */
    uint64_t *counts;         /* by node: how many; owned */
    uint32_t *targets;        /* the nodes that have one; owned */
    uint32_t target_count;
    uint64_t missing;  /* and to those that are not */
    uint64_t *reached; /* bits: a node to which an edge was drawn; owned */
    bool failed;
};

/* ---- Quoting --------------------------------------------------------------------------------- */

/* A label is read by Graphviz for backslashes and for the entities of HTML. */
static void quote_safe(struct buf *out, const char *text, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (text[k] == '"' || text[k] == '\\')
            buf_char(out, '\\');
        if (text[k] == '&')
            buf_str(out, "&amp;");
        else
            buf_char(out, text[k]);
    }
}

/* As a part of a label. */
static void add_label(struct buf *out, const char *text, size_t n, size_t columns)
{
    struct buf safe = {.limit = 0};
    safe_cut(&safe, text, n, columns);
    quote_safe(out, buf_text(&safe), safe.len);
    out->failed |= safe.failed;
    buf_free(&safe);
}

void graph_quote(struct buf *out, const char *text, size_t n, size_t columns)
{
    buf_char(out, '"');
    add_label(out, text, n, columns);
    buf_char(out, '"');
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

/* The event whose result a value is: of INST, which imports too, the call. */
static bool event_of(const struct graph *graph, br_value value, struct br_event *out)
{
    br_op op = br_maker(graph->rec, value);
    struct br_event event;
    bool found = false;
    if (!br_kind_is_unknown(br_kind(graph->rec, value)))
        return false;
    for (uint64_t n = br_event_from(graph->rec, op);
         br_event(graph->rec, n, &event) && event.op == op; n++) {
        if (event.value == value || event.callee == value) {
            *out = event;
            found = true;
        }
    }
    return found;
}

static struct br_text_options text_options(const struct graph *graph)
{
    return (struct br_text_options){
        .max_bytes = TEXT_MAX, .max_digits = graph->options->max_digits, .max_keys = TEXT_KEYS};
}

/* A value as Python would print it, at the end of the run, into graph->text. */
static void take_text(struct graph *graph, br_value value, br_op at)
{
    struct br_text_options options = text_options(graph);
    struct br_text_result result;
    buf_clear(&graph->text);
    if (br_text((struct br_state){graph->rec, at}, value, &options, buf_sink(&graph->text),
                &result) != BR_OK)
        graph->failed = true;
}

/* "posix.system('id')", where indirection leads to that; what Python 3 imports for a name of Python 2. */
static void take_meaning(struct graph *graph, const struct br_event *event)
{
    const char *module, *name;
    buf_clear(&graph->text);
    if (analysis_resolved(graph->an, event->number, &module, &name)) {
        buf_printf(&graph->text, "%s%s%s", module, *name ? "." : "", name);
        event_call_args(&graph->text, analysis_resolved_args(graph->an, event->number));
    } else if (!event_mapped(graph->rec, event, &graph->text)) {
        graph->failed = true;
    }
}

static void add_meaning(struct graph *graph, const struct br_event *event, size_t columns)
{
    take_meaning(graph, event);
    if (graph->text.len == 0)
        return;
    buf_str(&graph->line, "\\n= ");
    add_label(&graph->line, buf_text(&graph->text), graph->text.len, columns);
}

static void add_memo(struct graph *graph, br_value value)
{
    const uint32_t *key = valuemap_get(&graph->keys, value);
    if (key)
        buf_printf(&graph->line, ", memo %" PRIu32, *key);
}

/* Why what it does is bad: "runs a shell command". */
static void add_why(struct graph *graph, const struct br_event *event, size_t columns)
{
    struct finding finding;
    if (analysis_event(graph->an, event->number, &finding) < SEVERITY_SUSPICIOUS)
        return;
    buf_str(&graph->line, "\\n");
    add_label(&graph->line, finding.why, strlen(finding.why), columns);
}

/* "posix.system('echo "boom"')\ncall 0x2e\nruns a shell command" */
static void add_words(struct graph *graph, br_value value, enum severity severity)
{
    bool is_name = br_kind(graph->rec, value) == BR_KIND_GLOBAL;
    size_t columns = severity >= SEVERITY_SUSPICIOUS || is_name ? SHOWN_BAD : SHOWN;
    br_op maker = br_maker(graph->rec, value);
    struct br_event event;
    bool has_event = event_of(graph, value, &event);
    if (severity >= SEVERITY_SUSPICIOUS)
        buf_printf(&graph->line, "%s ", severity_sign(severity));
    take_text(graph, value, has_event ? event.op : br_ops(graph->rec));
    add_label(&graph->line, buf_text(&graph->text), graph->text.len, columns);
    if (has_event)
        add_meaning(graph, &event, columns);
    buf_printf(&graph->line, "\\n%s 0x%" PRIx64,
               has_event ? event_verb(event.kind) : br_kind_name(br_kind(graph->rec, value)),
               br_pos(graph->rec, maker));
    add_memo(graph, value);
    if (has_event)
        add_why(graph, &event, columns);
}

/* Calls are boxes, what is imported has a flag, data is round or bare. */
static const char *shape_of(enum br_kind kind)
{
    if (kind == BR_KIND_GLOBAL || kind == BR_KIND_EXTENSION)
        return "shape=cds, margin=\"0.2,0.1\"";
    if (br_kind_is_unknown(kind))
        return "shape=box";
    bool is_container = br_kind_is_sequence(kind) || kind == BR_KIND_DICT;
    return is_container ? "shape=box, style=\"rounded,filled\""
                        : "shape=plaintext, height=0.3, margin=\"0.06,0.03\"";
}

static void write_node(struct graph *graph, uint32_t number)
{
    br_value value = graph->pick.nodes[number];
    enum severity severity = graph_severity(&graph->pick, value);
    buf_clear(&graph->line);
    buf_printf(&graph->line, "    p%un%" PRIu32 " [label=\"", graph->options->number, number);
    add_words(graph, value, severity);
    buf_printf(&graph->line, "\", %s", shape_of(br_kind(graph->rec, value)));
    if (severity > SEVERITY_NONE)
        buf_printf(&graph->line, ", color=\"%s\", fillcolor=\"%s\", penwidth=%s",
                   looks[severity].line, looks[severity].ground, looks[severity].width);
    buf_str(&graph->line, "];\n");
    out_buf(graph->out, &graph->line);
}

/* ---- Edges ----------------------------------------------------------------------------------- */

static void take_edge(void *context, const struct graph_edge *edge)
{
    struct graph *graph = context;
    uint32_t node = graph_node(&graph->pick, edge->to);
    if (node == UINT32_MAX) {
        graph->missing++;
        return;
    }
    if (graph->counts[node]++ > 0)
        return;
    graph->targets[graph->target_count++] = node;
    graph->edges[node] = *edge;
}

static void add_role(struct graph *graph, const struct graph_edge *edge)
{
    static const char *const words[] = {
        [GRAPH_CALLEE] = "callee", [GRAPH_ARG] = "arg",       [GRAPH_ARGS] = "args",
        [GRAPH_KWARGS] = "kwargs", [GRAPH_ITEM] = "",         [GRAPH_ENTRY] = "",
        [GRAPH_KEY] = "key",       [GRAPH_STATE] = "state",   [GRAPH_PUT] = "put",
        [GRAPH_BELOW] = "over",    [GRAPH_MODULE] = "module", [GRAPH_NAME] = "name",
    };
    buf_str(&graph->line, words[edge->role]);
    if (edge->role == GRAPH_ARG)
        buf_printf(&graph->line, " %" PRIu64, edge->n);
    else if (edge->role == GRAPH_ITEM)
        buf_printf(&graph->line, "%" PRIu64, edge->n);
    else if (edge->role == GRAPH_STATE || edge->role == GRAPH_PUT)
        buf_printf(&graph->line, " 0x%" PRIx64, edge->pos);
    if (edge->role != GRAPH_ENTRY)
        return;
    take_text(graph, edge->key, br_ops(graph->rec));
    add_label(&graph->line, buf_text(&graph->text), graph->text.len, SHOWN_EDGE);
}

/* True the first time. */
static bool reach(struct graph *graph, uint32_t node)
{
    uint64_t bit = UINT64_C(1) << (node & 63);
    bool is_first = !(graph->reached[node / 64] & bit);
    graph->reached[node / 64] |= bit;
    return is_first;
}

/* To a deed it is as bad as that; data is bad only for what is done with it. */
static enum severity edge_severity(const struct graph *graph, uint32_t from, uint32_t to)
{
    const br_value *nodes = graph->pick.nodes;
    enum severity severity = graph_severity(&graph->pick, nodes[to]);
    enum severity other = graph_severity(&graph->pick, nodes[from]);
    bool is_deed = br_kind_is_unknown(br_kind(graph->rec, nodes[to]));
    return is_deed || severity < other ? severity : other;
}

static void write_edge(struct graph *graph, uint32_t from, uint32_t to)
{
    enum severity severity = edge_severity(graph, from, to);
    unsigned number = graph->options->number;
    buf_clear(&graph->line);
    buf_printf(&graph->line, "    p%un%" PRIu32 " -> p%un%" PRIu32 " [label=\"", number, from,
               number, to);
    add_role(graph, &graph->edges[to]);
    if (graph->counts[to] > 1)
        buf_printf(&graph->line, " and %" PRIu64 " more", graph->counts[to] - 1);
    buf_char(&graph->line, '"');
    if (severity > SEVERITY_NONE)
        buf_printf(&graph->line, ", color=\"%s\", penwidth=%s", looks[severity].line,
                   looks[severity].width);
    buf_str(&graph->line, reach(graph, to) ? "];\n" : ", style=dashed];\n");
    out_buf(graph->out, &graph->line);
}

static void write_edges(struct graph *graph, uint32_t from)
{
    unsigned number = graph->options->number;
    graph->target_count = 0;
    graph->missing = 0;
    graph_edges(&graph->pick, graph->pick.nodes[from], take_edge, graph);
    for (uint32_t k = 0; k < graph->target_count; k++) {
        write_edge(graph, from, graph->targets[k]);
        graph->counts[graph->targets[k]] = 0;
    }
    if (graph->missing > 0)
        out_printf(graph->out,
                   "    p%un%" PRIu32 " -> p%umore [label=\"%" PRIu64 "\", style=dotted];\n",
                   number, from, number, graph->missing);
}

/* ---- The whole ------------------------------------------------------------------------------- */

void graph_begin(struct out *out, const char *rankdir)
{
    out_printf(out,
               "digraph pickle {\n"
               "    graph [rankdir=%s, bgcolor=\"#ffffff\", fontname=\"Helvetica\", fontsize=12,\n"
               "        nodesep=0.2, ranksep=0.5, ordering=out];\n"
               "    node [fontname=\"Helvetica\", fontsize=11, style=filled,\n"
               "        color=\"%s\", fillcolor=\"%s\"];\n"
               "    edge [fontname=\"Helvetica\", fontsize=9, color=\"%s\", arrowsize=0.7];\n",
               rankdir, looks[SEVERITY_NONE].line, looks[SEVERITY_NONE].ground,
               looks[SEVERITY_NONE].line);
}

void graph_end(struct out *out)
{
    out_str(out, "}\n");
}

/* Which values come out of the memo: there sharing begins. */
static void collect_keys(struct graph *graph)
{
    struct br_memo_line line;
    for (br_op op = 0; op < br_ops(graph->rec) && !graph->failed; op++) {
        if (!br_memo_fetched(graph->rec, op, &line) || line.key > UINT32_MAX)
            continue;
        if (graph_node(&graph->pick, line.value) == UINT32_MAX ||
            valuemap_get(&graph->keys, line.value))
            continue;
        uint32_t *key = valuemap_put(&graph->keys, line.value);
        if (key)
            *key = (uint32_t)line.key;
        graph->failed |= !key;
    }
}

/* What the run ends in: an arrow to what it returns, or where it breaks. */
static void write_end(struct graph *graph)
{
    const struct br_error *error = br_error_of(graph->rec);
    uint32_t node = graph_node(&graph->pick, br_result(graph->rec));
    unsigned number = graph->options->number;
    buf_clear(&graph->line);
    buf_printf(&graph->line, "    p%uend [shape=plaintext, fillcolor=none, label=\"", number);
    if (error) {
        buf_printf(&graph->line, "breaks at 0x%" PRIx64 ":\\n", error->pos);
        add_label(&graph->line, error->message, strlen(error->message), SHOWN_BAD);
    } else {
        buf_str(&graph->line, "returns");
    }
    buf_str(&graph->line, "\"];\n");
    if (!error && node != UINT32_MAX && reach(graph, node))
        buf_printf(&graph->line, "    p%uend -> p%un%" PRIu32 ";\n", number, number, node);
    out_buf(graph->out, &graph->line);
}

static void write_more(struct graph *graph)
{
    if (graph->pick.left_out > 0)
        out_printf(graph->out,
                   "    p%umore [shape=note, label=\"%" PRIu64 " more value%s,\\nleft out\"];\n",
                   graph->options->number, graph->pick.left_out,
                   graph->pick.left_out == 1 ? "" : "s");
}

static void write_cluster(struct graph *graph)
{
    enum severity worst = analysis_worst(graph->an);
    const char *title = graph->options->title;
    buf_clear(&graph->line);
    buf_printf(&graph->line, "    subgraph cluster_p%u {\n    label=", graph->options->number);
    graph_quote(&graph->line, title, strlen(title), 0);
    buf_printf(&graph->line, ";\n    color=\"%s\";\n", looks[worst].line);
    out_buf(graph->out, &graph->line);
    for (uint32_t n = 0; n < graph->pick.node_count && !out_failed(graph->out); n++)
        write_node(graph, n);
    if (!graph->options->calls_only || br_error_of(graph->rec))
        write_end(graph);
    write_more(graph);
    for (uint32_t n = 0; n < graph->pick.node_count && !out_failed(graph->out); n++)
        write_edges(graph, n);
    out_str(graph->out, "    }\n");
}

static bool make_room(struct graph *graph)
{
    size_t n = graph->pick.node_count + (size_t)1;
    graph->edges = malloc(n * sizeof *graph->edges);
    graph->counts = calloc(n, sizeof *graph->counts);
    graph->targets = malloc(n * sizeof *graph->targets);
    graph->reached = calloc(n / 64 + 1, sizeof *graph->reached);
    return graph->edges && graph->counts && graph->targets && graph->reached;
}

bool graph_run(struct out *out, const br_record *rec, const struct analysis *an,
               const struct graph_options *options)
{
    struct graph graph = {.out = out, .rec = rec, .an = an, .options = options};
    graph.failed = !graph_pick(&graph.pick, rec, an, options->calls_only, options->max_nodes) ||
                   !make_room(&graph);
    if (!graph.failed)
        collect_keys(&graph);
    if (!graph.failed)
        write_cluster(&graph);
    bool good = !graph.failed && !graph.pick.failed;
    *options->drawn += graph.pick.node_count;
    graph_pick_close(&graph.pick);
    valuemap_free(&graph.keys);
    buf_free(&graph.text);
    buf_free(&graph.line);
    free(graph.edges);
    free(graph.counts);
    free(graph.targets);
    free(graph.reached);
    return good;
}
