/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/help.h"

#include <stdbool.h>
#include <string.h>

#include "src/base/buf.h"
#include "src/output/paint.h"

/* "  -a, --annotate", "      --entry NAME": the left column of an option. */
static void option_left(const struct option_help *option, struct buf *left)
{
    buf_printf(left, option->letter ? "  -%c" : "    ", option->letter);
    if (option->name)
        buf_printf(left, "%s--%s", option->letter ? ", " : "  ", option->name);
    if (option->value)
        buf_printf(left, " %s", option->value);
}

/* Writes text into lines that begin at a column and end before column 80. */
static void print_wrapped(struct out *out, const char *text, size_t column)
{
    size_t room = 79 - column;
    while (strlen(text) > room) {
        size_t cut = room;
        while (cut > 0 && text[cut] != ' ')
            cut--;
        if (cut == 0)
            break; /* one long word */
        out_bytes(out, text, cut);
        out_char(out, '\n');
        out_pad(out, ' ', column);
        text += cut + 1;
    }
    out_str(out, text);
    out_char(out, '\n');
}

static void print_option(struct out *out, const struct option_help *option, const char *text)
{
    enum { COLUMN = 29 };
    struct buf left = {.limit = 256};
    option_left(option, &left);
    out_buf(out, &left);
    out_pad(out, ' ', left.len + 2 <= COLUMN ? COLUMN - left.len : 2);
    print_wrapped(out, text, COLUMN);
    buf_free(&left);
}

/* A limit with its default. All commands take all of them; those that are for another are not told. */
static void print_limit(struct out *out, const struct command *command,
                        const struct option_help *option, enum setting_id id)
{
    const struct setting *row = &settings_table[id];
    struct buf text = {.limit = 1024};
    char value[32];
    if (id == SETTING_max_nodes && !(command->accepts & OPT_BIT(rankdir)))
        return;
    settings_value_text(row, row->fallback, value, sizeof value);
    buf_printf(&text, "%s [%s]", row->text, value);
    print_option(out, option, buf_text(&text));
    buf_free(&text);
}

/* The limits stand last in the table. */
static void print_options(struct out *out, const struct command *command)
{
    struct option_help option;
    bool in_limits = false;
    out_str(out, "\nOptions:\n");
    for (size_t n = 0; option_help(command->accepts, n, &option); n++) {
        enum setting_id id = option.name ? settings_find(option.name) : SETTING_COUNT;
        bool is_full = option.name && strcmp(option.name, "full") == 0 && command->full;
        if (id == SETTING_COUNT) {
            print_option(out, &option, is_full ? command->full : option.text);
            continue;
        }
        if (!in_limits)
            out_str(out, "\nLimits, with their defaults (BYTES may end in k, M or G):\n");
        in_limits = true;
        print_limit(out, command, &option, id);
    }
}

/* Help texts write a sign as $D or $S; it is shown as the locale in force can. Any other $ is one. */
static void print_signs(struct out *out, const char *text)
{
    for (const char *sign; (sign = strchr(text, '$')); text = sign + 1) {
        bool is_sign = sign[1] == 'D' || sign[1] == 'S';
        out_bytes(out, text, (size_t)(sign - text) + !is_sign);
        if (is_sign)
            out_str(out, severity_sign(sign[1] == 'D' ? SEVERITY_DANGEROUS : SEVERITY_SUSPICIOUS));
        sign += is_sign;
    }
    out_str(out, text);
}

/* Which Python each dialect is. */
static void print_dialects(struct out *out)
{
    enum { COLUMN = 15 };
    struct br_dialect dialect;
    out_str(out, "\nDialects:\n");
    for (unsigned n = 0; br_dialect_nth(n, &dialect); n++) {
        out_str(out, "  ");
        out_str(out, dialect.name);
        out_pad(out, ' ', COLUMN - 2 - strlen(dialect.name));
        print_wrapped(out, dialect.reader, COLUMN);
    }
}

void help_print_command(struct out *out, const struct command *command)
{
    out_printf(out, "Usage: brine %s %s\n\n", command->name, command->synopsis);
    print_signs(out, command->help);
    print_options(out, command);
    if (command->accepts & OPT_BIT(dialect))
        print_dialects(out);
}

void help_print(struct out *out)
{
    const struct command *command;
    out_str(out, "Usage: brine FILE                    debug FILE on the full screen\n"
                 "       brine COMMAND [OPTION]... FILE...\n"
                 "\n"
                 "Shows what a Python pickle would do, without doing it: nothing is imported,\n"
                 "nothing is called. To begin with:\n"
                 "\n"
                 "  brine calls FILE    what loading FILE would import and call, with arguments\n"
                 "  brine FILE          step through it; ? shows the keys, q leaves\n"
                 "  brine scan FOLDER   a verdict for each file in a folder\n"
                 "\n"
                 "Commands:\n");
    for (size_t n = 0; (command = command_nth(n)) != NULL; n++)
        out_printf(out, "  %-9s %s\n", command->name, command->summary);
    out_str(out,
            "\n"
            "FILE may be a pickle, a container that holds pickles (a PyTorch model, a zip), or -\n"
            "for standard input; MODEL.pt!MEMBER names a member.\n"
            "\n"
            "Exit codes: 0 done, nothing found; 1 scan found something dangerous or suspicious,\n"
            "readers part in diverge, or an assert of a debugger script failed; 2 it could not\n"
            "be done.\n"
            "\n"
            "brine COMMAND --help tells the options of a command, `man brine` all there is, and\n"
            "brine --version the version.\n");
}
