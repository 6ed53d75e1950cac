/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `brine debug`: the debugger, on the screen, at a prompt, or from a script. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/base/textfile.h"
#include "src/command.h"
#include "src/debugger/prompt.h"
#include "src/debugger/script.h"
#include "src/debugger/session.h"
#include "src/debugger/setting.h"
#include "src/debugger/survey.h"
#include "src/policies.h"
#include "src/streams.h"
#include "src/view/view.h"
#include "ui/actions.h"
#include "ui/screen.h"
#include "ui/terminal.h"

static void debug_run(struct run *run);

const struct command command_debug = {
    .name = "debug",
    .synopsis = "[OPTION]... FILE",
    .summary = "Debug a pickle: step both ways, break, look; on the screen or in batch",
    .help =
        "Opens the debugger on FILE, on the full screen: ? shows the keys, : takes a command,\n"
        "q leaves. With --batch the same debugger prints plain text: it runs the commands of each\n"
        "-x SCRIPT and -e COMMAND in the order given; without any, it asks at a prompt if\n"
        "standard input is a terminal, else it reads commands from there. On the screen, -x\n"
        "and -e run before it opens. --goto comes before all of these. SCRIPT may be - for\n"
        "standard input. Nothing of FILE is ever imported or called.\n"
        "\n"
        "Its command `help` lists the commands, `help COMMAND` tells more of one. To begin with:\n"
        "\n"
        "  brine debug --batch -e 'break import' -e c -e 'info stack' FILE\n"
        "\n"
        "The commands in ~/.config/brine/rc run first at the prompt and on the screen, and never\n"
        "in a script; where one fails, the rest of them is left out, and one line tells.\n"
        "\n"
        "A command that fails ends a script: the exit code is 2, and nothing after it runs. An\n"
        "assert that fails does not: the exit code is 1 in the end, whatever else happened. A\n"
        "FILE that breaks before STOP can be debugged up to there; in a batch, when all commands\n"
        "have run, one line on standard error tells of the break, and the exit code is 2.\n"
        "\n"
        "Keys of the screen are added from ~/.config/brine/keys.\n",
    .full = "Cut nothing to the width of the terminal",
    .accepts = OPTS_RUN | OPTS_JUDGE | OPT_BIT(batch) | OPT_BIT(script) | OPT_BIT(execute) |
               OPT_BIT(full) | OPT_BIT(goto),
    .min_files = 1,
    .max_files = 1,
    .run = debug_run,
};

/* One invocation, for callbacks. */
struct debug {
    struct run *run;
    struct session *session;
    bool is_live; /* somebody waits for what each command prints */
};

/* ---- Ctrl-C --------------------------------------------------------------------------------------- */

static volatile sig_atomic_t debug_interrupted;

static void debug_on_interrupt(int signal)
{
    (void)signal;
    debug_interrupted = 1;
}

/* Without SA_RESTART: a read that waits for a command ends too. */
static void debug_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = debug_on_interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

/* ---- Printing ------------------------------------------------------------------------------------- */

static bool debug_show(void *context, struct buf *text)
{
    struct debug *debug = context;
    struct err err;
    if (text->failed) {
        err_set(&err, "brine: out of memory: what the command printed is not whole");
        run_error(debug->run, &err);
    }
    out_buf(debug->run->out, text);
    buf_clear(text);
    if (debug->is_live)
        out_flush(debug->run->out, &err);
    return !out_failed(debug->run->out);
}

static void debug_tell(void *context, const struct err *err)
{
    struct debug *debug = context;
    enum exit_code code = debug->run->code;
    struct err line = *err;
    err_prefix(&line, "brine");
    run_error(debug->run, &line);
    if (debug->is_live)
        debug->run->code = code; /* a mistake at the prompt is not the end of anything */
}

/* ~/.config/brine/rc, when it is there: for people, so never in a batch. What it prints is shown at
 * a prompt only. */
static bool debug_rc(struct debug *debug, struct buf *out, struct err *err)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct buf path = {0};
    enum session_result result = SESSION_OK;
    if (config && config[0] == '/')
        buf_printf(&path, "%s/brine/rc", config);
    else if (home && home[0] == '/')
        buf_printf(&path, "%s/.config/brine/rc", home);
    debug->session->passes_quietly = true; /* it is for the screen and the prompt alike */
    const char *name = buf_text(&path);
    FILE *file = path.len ? textfile_open(name, name, err) : NULL;
    if (file)
        result = script_run(debug->session, name, file, out, NULL, NULL, err);
    else if (path.len && err->text[0])
        result = SESSION_ERROR;
    if (file)
        fclose(file);
    debug->session->passes_quietly = false;
    buf_free(&path);
    return result != SESSION_ERROR;
}

/* ---- Batch ---------------------------------------------------------------------------------------- */

static enum session_result batch_one(struct debug *debug, const struct option_script *script,
                                     unsigned number, struct buf *out, struct err *err)
{
    if (script->is_file && strcmp(script->text, "-") == 0)
        return script_run(debug->session, "standard input", stdin, out, debug_show, debug, err);
    if (script->is_file)
        return script_run_file(debug->session, script->text, out, debug_show, debug, err);
    enum session_result result = script_line(debug->session, "-e", number, script->text, out, err);
    if (!debug_show(debug, out)) {
        err->text[0] = '\0';
        return SESSION_ERROR;
    }
    return result;
}

/* No command is run after it. */
static bool is_last(enum session_result result)
{
    return result == SESSION_ERROR || result == SESSION_QUIT;
}

/* -x and -e in their order. */
static void batch_scripts(struct debug *debug, const struct options *options)
{
    struct buf out = {0};
    struct err err;
    unsigned n_commands = 0;
    enum session_result result = SESSION_OK;
    for (size_t n = 0; n < options->n_scripts; n++) {
        const struct option_script *script = &options->scripts[n];
        n_commands += !script->is_file;
        result = batch_one(debug, script, n_commands, &out, &err);
        if (result == SESSION_ERROR && err.text[0])
            debug_tell(debug, &err);
        if (is_last(result))
            break;
    }
    if (!is_last(result) && !script_end(debug->session, &err))
        debug_tell(debug, &err);
    buf_free(&out);
}

static void batch_stdin(struct debug *debug)
{
    struct buf out = {0};
    struct err err;
    /* The one who writes our commands may wait for what each prints. */
    debug->is_live = true;
    enum session_result result =
        script_run(debug->session, "standard input", stdin, &out, debug_show, debug, &err);
    debug->is_live = false;
    if (result == SESSION_ERROR && err.text[0])
        debug_tell(debug, &err);
    buf_free(&out);
}

/* What else the file holds, and how bad that is, as far as that takes no more than some seconds. */
static void batch_survey(struct session *session)
{
    enum { SLICE_OPS = 1 << 15 };
    while (!debug_interrupted && survey_idle(session, SLICE_OPS) == BR_RUNNING)
        ;
}

/* --goto, as the command. False: told, and nothing runs after it. */
static bool debug_goto(struct debug *debug, struct buf *out, struct err *err)
{
    const char *pos = debug->run->options->goto_pos;
    struct buf line = {.limit = 0};
    if (!pos)
        return true;
    buf_printf(&line, "goto %s", pos);
    enum session_result result = session_command(debug->session, buf_text(&line), out, err);
    buf_free(&line);
    return result != SESSION_ERROR || err_prefix(err, "--goto");
}

/* Somebody who asks at a prompt is told first what the title of the screen tells. */
static void batch_prompt(struct debug *debug)
{
    struct buf out = {0};
    struct err err;
    struct view_source source;
    debug->is_live = true;
    batch_survey(debug->session);
    session_view(debug->session, &source);
    view_print(view_find("status"), &source, 0, 0, &out);
    if (!debug_rc(debug, &out, &err))
        debug_tell(debug, &err);
    session_stop_text(debug->session, &out);
    if (debug_show(debug, &out))
        prompt_run(debug->session, &debug_interrupted, debug_show, debug_tell, debug);
    buf_free(&out);
}

/* The break of the stream that is open, if it has one, as other commands tell it. */
static void batch_broken(struct debug *debug, const struct source *source)
{
    const struct session *session = debug->session;
    const struct br_error *error = br_error_of(session->rec);
    if (!error)
        return;
    struct err err;
    struct stream stream = {.source = source,
                            .member = session->member,
                            .number = session->stream,
                            .offset = session->base,
                            .spot = &session->spot,
                            .rec = session->rec};
    stream_break(&stream, error, &err);
    run_error(debug->run, &err);
}

static void debug_batch(struct debug *debug, const struct source *source)
{
    const struct options *options = debug->run->options;
    struct buf out = {0};
    struct err err;
    session_grow(debug->session, 0);
    bool is_there = debug_goto(debug, &out, &err);
    if (!is_there)
        debug_tell(debug, &err);
    else if (out.len)
        debug_show(debug, &out);
    buf_free(&out);
    if (!is_there)
        return;
    if (options->n_scripts)
        batch_scripts(debug, options);
    else if (isatty(STDIN_FILENO))
        batch_prompt(debug);
    else
        batch_stdin(debug);
    batch_broken(debug, source);
}

/* ---- Opening -------------------------------------------------------------------------------------- */

/* Commands that come before the screen: what they print is not shown. An rc that fails is told on
 * the screen; what was asked for with -x and -e must work, and may quit. */
static enum session_result debug_before_screen(struct debug *debug, struct err *complaint,
                                               struct err *err)
{
    const struct options *options = debug->run->options;
    struct buf out = {0};
    enum session_result result = SESSION_OK;
    debug_rc(debug, &out, complaint);
    if (!debug_goto(debug, &out, err))
        result = SESSION_ERROR;
    for (size_t n = 0; n < options->n_scripts && !is_last(result); n++) {
        const struct option_script *script = &options->scripts[n];
        if (script->is_file)
            result = script_run_file(debug->session, script->text, &out, NULL, NULL, err);
        else
            result = script_line(debug->session, "-e", (unsigned)n + 1, script->text, &out, err);
    }
    buf_free(&out);
    if (!is_last(result) && !script_end(debug->session, err))
        result = SESSION_ERROR;
    return result;
}

static void debug_screen(struct debug *debug)
{
    struct err complaint = {0}, err;
    enum session_result before = debug_before_screen(debug, &complaint, &err);
    if (before == SESSION_QUIT)
        return;
    if (before == SESSION_ERROR || screen_run(debug->session, &complaint, &err) != 0)
        debug_tell(debug, &err);
}

static void debug_session(struct debug *debug, const struct source *source)
{
    const struct options *options = debug->run->options;
    if (OPT_GIVEN(options, full))
        debug->session->settings->print_limit = 0;
    else
        debug->session->width = debug->run->out->columns;
    debug->session->absent = &actions_group;
    debug_catch_interrupt();
    if (OPT_GIVEN(options, batch))
        debug_batch(debug, source);
    else
        debug_screen(debug);
    if (debug->session->assert_failed)
        run_found(debug->run);
}

/* FILE is -, and so are the commands, named or by default. */
static bool reads_stdin_twice(const struct options *options)
{
    if (strcmp(options->files[0], "-") != 0)
        return false;
    for (size_t n = 0; n < options->n_scripts; n++) {
        if (options->scripts[n].is_file && strcmp(options->scripts[n].text, "-") == 0)
            return true;
    }
    return OPT_GIVEN(options, batch) && options->n_scripts == 0;
}

/* A pipe may have nothing to give for long: who waits for the screen is told. */
static bool open_source(struct source *source, const struct options *options, struct err *err)
{
    bool waits = !OPT_GIVEN(options, batch) && strcmp(options->files[0], "-") == 0;
    if (waits)
        terminal_wait("brine: reading standard input; Ctrl-C gives up");
    bool is_open = source_open(source, options, options->files[0], err);
    if (waits)
        terminal_wait_end();
    return is_open;
}

static void debug_run(struct run *run)
{
    const struct options *options = run->options;
    struct debug debug = {.run = run};
    struct source source;
    struct err err;
    if (reads_stdin_twice(options)) {
        err_set(&err, "brine debug: standard input cannot hold both the pickle and the commands: "
                      "FILE may be - only with -x SCRIPT or -e");
        run_error(run, &err);
        return;
    }
    if (!open_source(&source, options, &err)) {
        run_error(run, &err);
        return;
    }
    struct policy *policy = policies_open(options, &err);
    struct session_options session = {
        .input = &source.in,
        .policy = policy,
        .entry = source.entry,
        .stream = OPT_GIVEN(options, stream) ? (int64_t)options->stream : -1,
        .offset = options->offset,
        .machine = machine_options(options, &source.in),
        .limits = &options->settings,
        .interrupted = &debug_interrupted,
    };
    if (policy && session_open(&debug.session, &session, &err)) {
        if (source.entry)
            source_namesakes(run, &source, debug.session->member);
        debug_session(&debug, &source);
        session_close(debug.session);
    } else {
        run_error(run, &err);
    }
    policy_free(policy);
    source_close(&source);
}
