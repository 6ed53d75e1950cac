# SPDX-License-Identifier: GPL-3.0-or-later
# Writes vm/tables.h: awk -f make-tables.awk name_mapping.tsv import_mapping.tsv nonprintable-*.tsv
# Input tables have tabs between columns and comments after #. The powers of ten are computed.

BEGIN {
    FS = "\t"
    print "/* Written by vm/data/make-tables.awk; do not edit. */"
    print "#include <stdint.h>\n"
}

/^#/ { next }
FILENAME ~ /name_mapping/ { names[++n_names] = sprintf("{\"%s\", \"%s\", \"%s\", \"%s\"},", $1, $2, $3, $4) }
FILENAME ~ /import_mapping/ { imports[++n_imports] = sprintf("{\"%s\", \"%s\"},", $1, $2) }
FILENAME ~ /nonprintable/ { runs[++n_runs] = sprintf("{0x%s, 0x%s},", $1, $2) }

function print_rows(rows, n,    i)
{
    for (i = 1; i <= n; i++)
        print "    " rows[i]
    print "};\n"
}

# Big numbers are words of 16 bits, big[0] the lowest; LEN words.
function clear(    i) { for (i = 0; i < LEN; i++) big[i] = 0 }
function times_ten(    i, carry, v)
{
    for (i = carry = 0; i < LEN; i++) {
        v = big[i] * 10 + carry
        big[i] = v % 65536
        carry = int(v / 65536)
    }
}
function divide_by_ten(    i, rest, v)
{
    for (i = LEN - 1; i >= 0; i--) {
        v = rest * 65536 + big[i]
        big[i] = int(v / 10)
        rest = v % 10
    }
    # Quotients of quotients, each rounded down, are the quotient rounded down.
    if (rest)
        inexact = 1
}
# The highest 128 bits, rounded up where anything is lost, as a row {high, low}.
function top_bits(    top, scale, i, word, text, lost)
{
    for (top = LEN - 1; !big[top]; top--)
        ;
    for (scale = 1; big[top] * scale < 32768; scale *= 2)
        ;
    for (i = 0; i < 8; i++) {
        word[i] = (big[top - i] * scale) % 65536
        if (top - i > 0)
            word[i] += int(big[top - i - 1] * scale / 65536)
    }
    lost = inexact || (top >= 8 && (big[top - 8] * scale) % 65536)
    for (i = top - 9; i >= 0 && !lost; i--)
        lost = big[i]
    for (i = 7; i >= 0 && lost; i--) {
        word[i]++
        lost = word[i] == 65536
        if (lost)
            word[i] = 0
    }
    text = "{0x"
    for (i = 0; i < 8; i++)
        text = text (i == 4 ? ", 0x" : "") sprintf("%04x", word[i])
    return text "},"
}
function powers(    k, rows)
{
    LEN = 100
    clear()
    # 10^-k as 2^1592 / 10^k: 128 bits are left of it at k = 292, and more.
    big[99] = 256
    inexact = 0
    for (k = -1; k >= -292; k--) {
        divide_by_ten()
        rows[k + 293] = top_bits()
    }
    clear()
    big[8] = 1
    inexact = 0
    for (k = 0; k <= 324; k++) {
        rows[k + 293] = top_bits()
        times_ten()
    }
    print "/* 10^k for k = -292 .. 324: the highest 128 bits, rounded up. */"
    print "static const struct power_of_ten {\n    uint64_t high, low;\n} powers_of_ten[617] = {"
    print_rows(rows, 617)
}

END {
    print "#ifdef TABLES_NAMES"
    print "/* _compat_pickle.NAME_MAPPING, IMPORT_MAPPING: sorted by the Python 2 names. */"
    print "static const struct mapped_name {\n    const char *module, *name, *new_module, *new_name;"
    printf "} mapped_names[%d] = {\n", n_names
    print_rows(names, n_names)
    print "static const struct mapped_import {\n    const char *module, *new_module;"
    printf "} mapped_imports[%d] = {\n", n_imports
    print_rows(imports, n_imports)
    print "#endif\n"
    print "#ifdef TABLES_NONPRINTABLE"
    print "/* Runs of code points that are not printable, first and last of each. */"
    print "static const struct run {\n    uint32_t first, last;"
    printf "} nonprintable[%d] = {\n", n_runs
    print_rows(runs, n_runs)
    print "#endif\n"
    print "#ifdef TABLES_POWERS"
    powers()
    print "#endif"
}
