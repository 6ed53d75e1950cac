/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine graph`: the objects and calls of a pickle as a picture, in Graphviz' language. */
#include <inttypes.h>
#include <string.h>

#include "src/command.h"
#include "src/outfile.h"
#include "src/output/graph.h"
#include "src/policies.h"
#include "src/streams.h"

static void graph_command(struct run *run);

const struct command command_graph = {
    .name = "graph",
    .synopsis = "[OPTION]... FILE",
    .summary = "The objects and calls as a graph for Graphviz, the dangerous path red",
    .help = "Writes a graph in Graphviz' language, to be drawn by dot:\n"
            "\n"
            "  brine graph FILE | dot -Tsvg > FILE.svg\n"
            "\n"
            "A node is a value, with the byte of the opcode that made it: boxes are calls and\n"
            "what they give, flags are what is imported, round boxes hold items. An arrow goes\n"
            "from a value to what it is made of, called with, or given later. What is\n"
            "dangerous, and all that goes into it, is red and has the sign $D; what is\n"
            "suspicious is amber, $S. A dashed arrow leads to a value that another one led to\n"
            "before: the memo shares it.\n"
            "\n"
            "Of a large pickle the worst is drawn, then calls and imports, then data; one node\n"
            "says how many values are left out (see --max-nodes). Nothing is imported or called.\n",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(nested) | OPT_BIT(only_calls) | OPT_BIT(rankdir) |
               OPT_BIT(output) | OPT_BIT(force),
    .min_files = 1,
    .max_files = 1,
    .run = graph_command,
};

struct graphs {
    struct run *run;
    struct out *out;
    struct policy *policy;
    unsigned count; /* pickles that are drawn */
    uint64_t nodes; /* in them */
    uint64_t more;  /* pickles that are not */
    bool failed;    /* memory */
};

/* "model.pt!archive/data.pkl: protocol 2, 87 opcodes: dangerous" */
static void add_title(const struct stream *stream, const struct analysis *an, struct buf *out)
{
    enum severity worst = analysis_worst(an);
    stream_label(stream, out);
    buf_printf(out, ": protocol %d, %" PRIu32 " opcode%s",
               br_protocol(stream->rec, br_ops(stream->rec)), br_ops(stream->rec),
               br_ops(stream->rec) == 1 ? "" : "s");
    if (worst >= SEVERITY_SUSPICIOUS)
        buf_printf(out, ": %s", severity_name(worst));
}

/* What may be drawn of a pickle: all of them share the limit, but that no danger goes unseen one that
 * is not harmless has it for itself. */
static uint64_t room_for(const struct graphs *graphs, const struct analysis *an)
{
    uint64_t most = graphs->run->options->settings.max_nodes;
    if (most == 0 || analysis_worst(an) >= SEVERITY_SUSPICIOUS)
        return most;
    return most > graphs->nodes ? most - graphs->nodes : 1;
}

static bool is_full(const struct graphs *graphs, const struct analysis *an)
{
    uint64_t most = graphs->run->options->settings.max_nodes;
    return most > 0 && graphs->nodes >= most && analysis_worst(an) < SEVERITY_SUSPICIOUS;
}

/* False when memory fails. */
static bool draw(struct graphs *graphs, const struct stream *stream, const struct analysis *an)
{
    struct buf title = {.limit = 0};
    add_title(stream, an, &title);
    struct graph_options options = {
        .number = graphs->count++,
        .title = buf_text(&title),
        .calls_only = OPT_GIVEN(graphs->run->options, only_calls),
        .max_nodes = room_for(graphs, an),
        .max_digits = graphs->run->options->settings.max_digits,
        .drawn = &graphs->nodes,
    };
    bool good = !title.failed && graph_run(graphs->out, stream->rec, an, &options);
    buf_free(&title);
    return good;
}

static bool is_nothing(const struct stream *stream)
{
    bool is_empty = br_ops(stream->rec) == 0 && br_event_count(stream->rec) == 0;
    return is_empty || stream->rest == PICKLES_PADDING;
}

static bool graph_visit(void *context, const struct stream *stream)
{
    struct graphs *graphs = context;
    if (is_nothing(stream))
        return true;
    /* One of its own: paths are followed for nobody else. */
    struct analysis *an = analysis_new(graphs->policy, stream->rec, NULL);
    bool good = an && analysis_update(an, NULL) && analysis_follow(an, NULL);
    if (good && is_full(graphs, an))
        graphs->more++;
    else if (good)
        good = draw(graphs, stream, an);
    analysis_free(an);
    graphs->failed |= !good;
    return good && !out_failed(graphs->out);
}

static void write_graphs(struct graphs *graphs)
{
    struct run *run = graphs->run;
    struct err err;
    graph_begin(graphs->out, run->options->rankdir);
    walk_files(run, NULL, graph_visit, graphs);
    if (graphs->more > 0)
        out_printf(graphs->out,
                   "    more [shape=note, label=\"%" PRIu64 " more pickle%s,\\nleft out\"];\n",
                   graphs->more, graphs->more == 1 ? "" : "s");
    graph_end(graphs->out);
    if (graphs->failed && !out_failed(graphs->out)) {
        err_set(&err, "brine graph: out of memory");
        run_error(run, &err);
    }
}

static void graph_command(struct run *run)
{
    struct graphs graphs = {.run = run};
    struct outfile file;
    struct err err;
    bool is_good = dialect_has_values(run->options, "graph", &err) &&
                   (graphs.policy = policies_open(run->options, &err)) &&
                   outfile_open(&file, run, &err);
    if (is_good) {
        graphs.out = file.out;
        write_graphs(&graphs);
        outfile_close(&file, run);
    } else {
        run_error(run, &err);
    }
    policy_free(graphs.policy);
}
