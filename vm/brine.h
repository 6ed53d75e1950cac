/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libbrine: Python's pickle machine, run without importing or calling anything.
 *
 * A pickle has no jumps: its run is a straight line. br_record_run() runs it and writes a record;
 * everything else in this header reads that record and never changes what it says. Any question
 * about any moment of the run (stack, memo, what a list held, who made a value, what is called
 * with it later) is a read, whose cost does not grow with the distance from any other moment.
 *
 * Words and units
 *   pos     offset in bytes from the first byte of the stream
 *   op      number of an opcode in the run, from 0
 *   value   a name for one Python object of the run; equal names are the same object
 *   state   the moment before an opcode runs: {record, op}. {rec, br_ops(rec)} is the end.
 *
 * What always holds
 *   - Nothing here imports, calls, opens files, prints, or changes global state.
 *   - The bytes given to br_record_new stay the caller's, are never written, are read for as long
 *     as the record lives, and are the only place where the characters of long strings are.
 *   - Nothing recurses on the input; every size is checked before it is used. Memory is bounded
 *     by br_options.max_bytes. Reading functions build indexes on the first question that needs
 *     them; one record must not be used by two threads at once.
 *   - All texts are UTF-8; a lone surrogate is written as its six characters \udXXX.
 *
 * Source of what the machine does: CPython's Modules/_pickle.c, 3.8 to 3.13, class Unpickler. */
#ifndef BRINE_H
#define BRINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BR_VERSION "0.1.0"

typedef uint32_t br_op;    /* opcode index */
typedef uint32_t br_value; /* one object of the run */

#define BR_NO_VALUE UINT32_MAX
#define BR_NO_OP UINT32_MAX

/* How a call of this library ended; the record itself may end with an error of its own. */
enum br_status {
    BR_OK,
    BR_RUNNING, /* br_record_run: more opcodes are left */
    BR_NOMEM, /* memory, or the caller's sink, failed; nothing was lost, the call may be repeated */
};

/* ---- Opcodes --------------------------------------------------------------------------------- */

/* How the argument after an opcode's code is read. Names as pickletools.ArgumentDescriptor. */
enum br_arg {
    BR_ARG_NONE,
    BR_ARG_UINT1,
    BR_ARG_UINT2,
    BR_ARG_INT4,
    BR_ARG_UINT4,
    BR_ARG_UINT8,
    BR_ARG_FLOAT8,          /* 8 bytes, big-endian IEEE 754 */
    BR_ARG_DECIMALNL_SHORT, /* the rest are lines ... */
    BR_ARG_DECIMALNL_LONG,
    BR_ARG_FLOATNL,
    BR_ARG_STRINGNL,
    BR_ARG_STRINGNL_NOESCAPE,
    BR_ARG_STRINGNL_NOESCAPE_PAIR, /* two lines */
    BR_ARG_UNICODESTRINGNL,
    BR_ARG_LONG1, /* ... or a count of 1, 4 or 8 bytes and that many bytes */
    BR_ARG_LONG4,
    BR_ARG_STRING1,
    BR_ARG_STRING4,
    BR_ARG_BYTES1,
    BR_ARG_BYTES4,
    BR_ARG_BYTES8,
    BR_ARG_BYTEARRAY8,
    BR_ARG_UNICODESTRING1,
    BR_ARG_UNICODESTRING4,
    BR_ARG_UNICODESTRING8,
};

/* One row of vm/opcodes.def; see there for the letters of before and after. */
struct br_opcode {
    uint8_t code;
    uint8_t protocol;
    enum br_arg arg;
    const char *name;
    const char *before;
    const char *after;
    const char *sentence;
    const char *python; /* one line that does the same; see opcodes.def */
};

/* The row of a code, or NULL when the byte is no opcode. Static memory. */
const struct br_opcode *br_opcode(uint8_t code);
/* The row of a name (any case), or NULL. */
const struct br_opcode *br_opcode_named(const char *name);
/* The nth of the 68 rows in the order of their codes, NULL past the last. */
const struct br_opcode *br_opcode_nth(unsigned n);
/* The name of an argument kind as pickletools has it ("uint1"), NULL for BR_ARG_NONE. */
const char *br_arg_name(enum br_arg arg);
/* The pickletools name of a letter of before and after ("any"); NULL for another letter. */
const char *br_stack_object_name(char letter);

/* ---- Decoding -------------------------------------------------------------------------------- */

struct br_slice {
    const uint8_t *data; /* in the caller's bytes; never NULL-terminated */
    uint64_t len;
};

/* One instruction, as read from the bytes; copies nothing. */
struct br_ins {
    const struct br_opcode *opcode;
    uint64_t pos;         /* of the code */
    uint64_t length;      /* bytes in all, code included; dropped ones are not */
    uint64_t before_gap;  /* so many bytes from pos; then `gap` bytes that are not read (the rest of
                             a frame, in the dialect c-stream), then the others */
    uint64_t gap;         /* 0: none, as nearly always */
    int64_t number;       /* uint*, int4: the value; counted arguments: the count; else 0.
                             8-byte fields above 2^63-1 are an error but to pickletools, whose
                             FRAME may have them: negative here */
    struct br_slice text; /* line without its newline, or the counted bytes, or the raw field */
    struct br_slice name; /* second line of a pair */
};

/* Kinds of the break of a run, as the contract names them: br_error_kind_name(). */
enum br_error_kind {
    BR_ERR_NONE,
    BR_ERR_TRUNCATED,
    BR_ERR_BAD_OPCODE,
    BR_ERR_BAD_ARGUMENT,
    BR_ERR_STACK_UNDERFLOW,
    BR_ERR_NO_MARK,
    BR_ERR_MEMO_MISS,
    BR_ERR_TYPE,
    BR_ERR_FRAME,
    BR_ERR_PROTOCOL,
    BR_ERR_LIMIT,
};

struct br_error {
    enum br_error_kind kind;        /* BR_ERR_NONE: no break */
    uint64_t pos;                   /* the opcode's first byte, or where one should begin */
    const struct br_opcode *opcode; /* NULL: the data ends before one, or the byte is none */
    char message[160];              /* one sentence, printable ASCII, NUL-terminated */
};

const char *br_error_kind_name(enum br_error_kind kind);

/* Reads the instruction at pos of data. BR_ERR_NONE and *ins filled, or the kind of the break
 * (truncated, bad-opcode, bad-argument for impossible sizes) with ins->opcode and ins->pos set.
 * Looks at sizes and lines only: whether text is valid is the machine's question. */
enum br_error_kind br_decode(const uint8_t *data, uint64_t len, uint64_t pos, struct br_ins *ins);

/* ---- Running --------------------------------------------------------------------------------- */

struct br_inset_reader; /* below */

struct br_options {
    const char *dialect;  /* NULL: "c"; see br_dialect_nth() */
    const char *encoding; /* of the strings of Python 2; NULL: "ASCII"; see br_encoding_nth() */
    uint64_t max_bytes;   /* budget of the record; 0: no budget but memory itself */
    uint64_t max_ops;     /* 0: 2^31 - 2, the most a record can number */
    const struct br_inset_reader *insets; /* NULL: all bytes are those of opcodes */
};

typedef struct br_record br_record;

/* Which of Python's readers is modelled. */
struct br_dialect {
    const char *name;   /* "c-stream" */
    const char *reader; /* which Python that is, in words; no dot at its end */
    bool runs;          /* false: it only decodes, so there are no events, values and no result */
};

/* The nth dialect, the default first; false past the last. Static memory. */
bool br_dialect_nth(unsigned n, struct br_dialect *out);
bool br_dialect_known(const char *name);

/* What pickle.load() takes as `encoding`: the nth that is known here ("ASCII", the default, first),
 * NULL past the last. br_encoding_known() takes them in all of Python's spellings. */
const char *br_encoding_nth(unsigned n);
bool br_encoding_known(const char *name);

/* A record over len bytes at data, nothing run yet. NULL when memory fails, or the dialect or
 * encoding is not known. The record is the caller's: br_record_free. options may be NULL. */
br_record *br_record_new(const uint8_t *data, uint64_t len, const struct br_options *options);
void br_record_free(br_record *rec);

/* Runs at most max_ops further opcodes (0: to the end). BR_RUNNING: more are left. BR_OK: the run
 * is over: STOP, or a break (br_error). Running out of memory or budget is a break (limit). */
enum br_status br_record_run(br_record *rec, uint64_t max_ops);

bool br_runs(const br_record *rec);                       /* false: the dialect only decodes */
bool br_done(const br_record *rec);                       /* STOP or a break was reached */
br_op br_ops(const br_record *rec);                       /* opcodes carried out, STOP included */
const struct br_error *br_error_of(const br_record *rec); /* NULL while there is none */
br_value br_result(const br_record *rec); /* BR_NO_VALUE before STOP, or if it is only decoded */
uint64_t br_end(const br_record *rec);    /* byte after the last opcode carried out */
int br_protocol(const br_record *rec, br_op op); /* in force before op; br_ops(): the last */
struct br_slice br_bytes(const br_record *rec);  /* what was given to br_record_new */

/* What readers build on the first question may take seconds over millions of opcodes. go_on is called
 * now and then meanwhile, with how much of how much is done, until another is set (NULL: none). When
 * it returns false, the question ends as it does when memory fails; what was built is kept, and the
 * question may be asked again. */
void br_watch(br_record *rec, bool (*go_on)(void *context, uint64_t done, uint64_t all),
              void *context);

struct br_usage {
    uint64_t ops, nodes, slots, runs, memo, events; /* how many of each */
    uint64_t bytes;                                 /* used by the record, tables included */
    uint64_t reserved;                              /* asked of the system for it */
    uint64_t index_bytes;                           /* readers' indexes built so far */
};
void br_usage(const br_record *rec, struct br_usage *out);

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Instruction number op, op < br_ops(rec), or op of an event. */
void br_ins_at(const br_record *rec, br_op op, struct br_ins *out);
/* Copies at most n of the bytes that it consists of, from its byte `from` on; returns how many. */
size_t br_ins_bytes(const br_record *rec, const struct br_ins *ins, uint64_t from, uint8_t *to,
                    size_t n);
/* Is the byte at pos one of them? */
bool br_ins_has(const struct br_ins *ins, uint64_t pos);
uint64_t br_pos(const br_record *rec, br_op op); /* op == br_ops(): br_end() */
const struct br_opcode *br_opcode_at(const br_record *rec, br_op op);
/* The last op whose pos is at or before pos; BR_NO_OP when nothing has run. O(log n). */
br_op br_op_at(const br_record *rec, uint64_t pos);

/* How many values the opcode took off the stack and left there, marks not counted. */
void br_effect(const br_record *rec, br_op op, uint32_t *popped, uint32_t *pushed);
/* The MARK that op takes (also POP of a mark), or BR_NO_OP. */
br_op br_mark_of(const br_record *rec, br_op op);
/* The opcode that takes the mark pushed by MARK op, or BR_NO_OP (never, or not yet). */
br_op br_mark_taker(const br_record *rec, br_op op);
/* A frame is straddled by, or begun inside by, this opcode: readers that enforce frames stop. */
bool br_frame_broken(const br_record *rec, br_op op);
uint64_t br_frames_broken(const br_record *rec); /* how many such opcodes there are */

/* ---- Insets: bytes among the opcodes that are none --------------------------------------------
 *
 * Some programs load with an unpickler of their own (a subclass of pickle._Unpickler whose
 * load_build does more), which after certain BUILDs reads from the file itself, what it makes of
 * that it puts in the place of the object. Which BUILDs, and how many bytes, is not the machine's
 * to know: it asks the reader in br_options. The bytes are then passed over, and the object on the
 * stack is a new one (BR_KIND_INSET). */

struct br_inset {
    br_op op; /* the BUILD */
    uint64_t
        pos; /* first byte: after the BUILD, or after the frame that this lies in, since a frame
                       was taken from the file as a whole; insets are in order of pos */
    uint64_t size;  /* bytes in all; 0: what was read stands elsewhere */
    uint64_t lead;  /* of these, bytes in front that are padding */
    bool is_pickle; /* what follows is a pickle, read as one of its own */
};

/* A BUILD that succeeded, before its row is written: state {rec, op} is readable, op is not. */
struct br_built {
    const br_record *rec;
    br_op op;
    br_value object, state;
    uint64_t pos; /* of the file after it: where an inset would begin */
};

struct br_inset_answer {
    bool is_inset;
    uint64_t size, lead; /* as in br_inset; pos + size must not be past the end of the bytes */
    bool is_pickle;
    char message[160]; /* of an error */
};

/* All of it may be used by many records at once, `own` is of one. */
struct br_inset_reader {
    /* What is kept of one record: NULL when memory fails. close takes NULL too. */
    void *(*open)(void);
    void (*close)(void *own);
    /* Asked once for each BUILD, in order. An error (with a message) breaks the run there. */
    enum br_error_kind (*built)(void *own, const struct br_built *built,
                                struct br_inset_answer *answer);
    /* Tells in a few words what an inset is, from what the pickle says of it. */
    void (*words)(const struct br_built *built, const struct br_inset *inset, char *out,
                  size_t size);
};

uint64_t br_inset_count(const br_record *rec);
bool br_inset(const br_record *rec, uint64_t number, struct br_inset *out);
/* The one of an opcode; the one that has the byte at pos. False: there is none. */
bool br_inset_of(const br_record *rec, br_op op, struct br_inset *out);
bool br_inset_at(const br_record *rec, uint64_t pos, struct br_inset *out);
/* "array of f8, shape (50,)": cut to size, NUL-terminated, any bytes of the file among them. */
void br_inset_words(const br_record *rec, const struct br_inset *inset, char *out, size_t size);

/* ---- States: the stack and the memo before an opcode ----------------------------------------- */

struct br_state {
    const br_record *rec;
    br_op op; /* 0 .. br_ops(rec) */
};

uint32_t br_depth(struct br_state at);  /* values on the stack, marks not counted */
uint32_t br_marks(struct br_state at);  /* open marks */
uint32_t br_height(struct br_state at); /* values and marks together: lines of a stack pane */
/* The kth value from the top (0 is the top), marks skipped. BR_NO_VALUE past the lowest. */
br_value br_stack(struct br_state at, uint32_t k);

struct br_stack_line {
    br_value value;  /* BR_NO_VALUE: this line is a mark */
    br_op pushed_by; /* the opcode that put it there (a GET, say, not the value's maker) */
    uint32_t number; /* of a value: its k for br_stack; of a mark: how many marks are below it */
};
/* The kth line from the top, marks included, k < br_height. False past the lowest. */
bool br_stack_line(struct br_state at, uint32_t k, struct br_stack_line *out);

/* What lies deep is found by an index, built on the first question. Builds max_values more of it
 * (0: all there are so far); BR_RUNNING: there are more. */
enum br_status br_index_stack(const br_record *rec, uint64_t max_values);

struct br_memo_line {
    uint64_t key;
    br_value value;
    br_op stored_by;
};
uint32_t br_memo_count(struct br_state at); /* different keys */
/* The nth key in the order in which keys were first stored. */
bool br_memo_line(struct br_state at, uint32_t n, struct br_memo_line *out);
bool br_memo_get(struct br_state at, uint64_t key, struct br_memo_line *out);
/* All stores into the memo in the order of the run, those that rewrite a key too: the number of the
 * first at or after opcode op; the nth, false past the last. */
uint64_t br_store_from(const br_record *rec, br_op op);
bool br_store(const br_record *rec, uint64_t number, struct br_memo_line *out);
/* What opcode op wrote to the memo; false when it wrote nothing. */
bool br_memo_written(const br_record *rec, br_op op, struct br_memo_line *out);
/* What opcode op fetched from it (GET and its binary forms), and which opcode had stored that. */
bool br_memo_fetched(const br_record *rec, br_op op, struct br_memo_line *out);

/* ---- Values ---------------------------------------------------------------------------------- */

enum br_kind {
    BR_KIND_NONE,
    BR_KIND_BOOL,
    BR_KIND_INT,
    BR_KIND_FLOAT,
    BR_KIND_STR,
    BR_KIND_BYTES,
    BR_KIND_BYTEARRAY,
    BR_KIND_TUPLE,
    BR_KIND_LIST,
    BR_KIND_DICT,
    BR_KIND_SET,
    BR_KIND_FROZENSET,
    BR_KIND_MEMORYVIEW, /* READONLY_BUFFER over a bytearray */
    /* From here on CPython would have an object that only it knows: an "unknown object". */
    BR_KIND_GLOBAL,
    BR_KIND_CALL,       /* result of REDUCE */
    BR_KIND_INSTANCE,   /* result of INST or OBJ */
    BR_KIND_NEWOBJ,     /* result of NEWOBJ or NEWOBJ_EX */
    BR_KIND_PERSISTENT, /* result of persistent_load */
    BR_KIND_EXTENSION,
    BR_KIND_BUFFER,   /* NEXT_BUFFER */
    BR_KIND_READONLY, /* READONLY_BUFFER over an unknown object */
    BR_KIND_INSET,    /* what an inset was read into, in place of the object that BUILD left */
};
#define BR_KIND_COUNT (BR_KIND_INSET + 1)

enum br_kind br_kind(const br_record *rec, br_value value);
/* "int", "list", "global" ...: words for people and for `.kind` in expressions. */
const char *br_kind_name(enum br_kind kind);
static inline bool br_kind_is_unknown(enum br_kind kind)
{
    return kind >= BR_KIND_GLOBAL;
}
/* Its items are values that stand in an order, and br_item gives them. */
static inline bool br_kind_is_sequence(enum br_kind kind)
{
    return kind == BR_KIND_TUPLE || kind == BR_KIND_LIST || kind == BR_KIND_SET ||
           kind == BR_KIND_FROZENSET;
}
/* The opcode that made it: "where this came from". */
br_op br_maker(const br_record *rec, br_value value);
bool br_hashable(const br_record *rec, br_value value);

/* int or bool that fits: true and *out. */
bool br_int(const br_record *rec, br_value value, int64_t *out);
bool br_float(const br_record *rec, br_value value, double *out);

/* Where texts go. write returns false to stop (memory, a closed pipe): the call returns BR_NOMEM. */
struct br_sink {
    bool (*write)(void *context, const char *bytes, size_t n);
    void *context;
};

/* The content of a str (as UTF-8; lone surrogates as 3 raw bytes ED A0..BF xx) or of a bytes
 * object, whole. False in *is_text for any other kind, and nothing is written. */
enum br_status br_content(const br_record *rec, br_value value, struct br_sink sink, bool *is_text);
/* The bytes in the stream from which the value was made (argument only; empty for EMPTY_LIST). */
struct br_slice br_raw(const br_record *rec, br_value value);

/* Number of items: of a list, tuple, dict (pairs with different keys), set, frozenset at a state,
 * bytes of a bytes or bytearray; 0 for others. */
enum br_status br_len(struct br_state at, br_value value, uint64_t *out);

struct br_item {
    br_value value;
    br_value key; /* dict only, else BR_NO_VALUE */
    br_op put_by; /* the opcode that put it there */
    uint8_t byte; /* bytes, bytearray: the byte; value is then BR_NO_VALUE */
};
/* Item number n as CPython would list them (sets: first added first). BR_OK and *found. */
enum br_status br_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                       bool *found);
/* The bytes of a bytearray at a state, in pieces: costs what they are, where br_item looks for each of
 * them. Nothing of other kinds. */
enum br_status br_bytes_at(struct br_state at, br_value value, struct br_sink sink);
/* The item of a dict under a key equal to `key` (Python's equality). */
enum br_status br_lookup(struct br_state at, br_value dict, br_value key, struct br_item *out,
                         bool *found);

/* What opcodes put into a list, tuple, dict, set or frozenset, in that order: of a dict or set, what
 * has an equal key before it too. Needs no index of keys, which for millions of them takes seconds.
 * How many until a state; number n of them, as br_item. */
uint64_t br_put_count(struct br_state at, br_value value);
enum br_status br_put_item(struct br_state at, br_value value, uint64_t n, struct br_item *out,
                           bool *found);
/* The opcodes that put items into a container, or wrote by index, after it was made: how many until
 * a state; number n of them. */
enum br_status br_change_count(struct br_state at, br_value value, uint64_t *out);
enum br_status br_change(struct br_state at, br_value value, uint64_t n, br_op *op, bool *found);
/* What opcode op changes in place: the container that it puts items into or writes to by index, the
 * object that it does so to or gives a state; BR_NO_VALUE: nothing. */
br_value br_changed(const br_record *rec, br_op op);
/* br_len, br_item and br_lookup have to look at no more than so many keys before they answer. */
bool br_keys_near(const br_record *rec, br_value value, uint64_t max_keys);

/* Parts of an unknown object; BR_NO_VALUE where it has none: callee of a call, newobj, instance
 * (INST: none, see br_global_part), the value below a readonly, the object that an inset replaces; args and kwargs of a call. An
 * INST's or OBJ's arguments stand on the stack of its maker: br_call_arg. */
struct br_call {
    br_value callee; /* BR_NO_VALUE for INST (its names: br_global_part on the same value) */
    br_value args;   /* the argument tuple (or unknown object); BR_NO_VALUE for INST and OBJ */
    br_value kwargs; /* NEWOBJ_EX, else BR_NO_VALUE */
    uint32_t n_args; /* INST, OBJ: how many; else 0 */
};
bool br_call(const br_record *rec, br_value value, struct br_call *out);
br_value br_call_arg(const br_record *rec, br_value value, uint32_t n);

enum br_part { BR_PART_MODULE, BR_PART_NAME };
/* Module or qualified name of a global (or of the class of an INST), exactly as in the stream. An
 * unknown part of STACK_GLOBAL is written {TEXT}, with *literal false. False if there is none. */
enum br_status br_global_part(const br_record *rec, br_value value, enum br_part part,
                              struct br_sink sink, bool *literal);
/* The same global after CPython's Python 2 names are mapped (protocol below 3, fix_imports;
 * _compat_pickle). True if the mapping changes it; *module and *name are then static texts, or
 * *name is NULL: the name stays. */
bool br_mapped(const char *module, size_t module_len, const char *name, size_t name_len,
               const char **mapped_module, const char **mapped_name);
/* The number of an extension (its code) or of a buffer (from 0); -1 for other kinds. */
int64_t br_number(const br_record *rec, br_value value);

/* ---- Events: what loading would import, call or touch ---------------------------------------- */

enum br_event_kind {
    BR_EV_IMPORT,
    BR_EV_REDUCE,
    BR_EV_NEWOBJ,
    BR_EV_INST,
    BR_EV_BUILD,
    BR_EV_APPEND,
    BR_EV_SETITEM,
    BR_EV_ADDITEM,
    BR_EV_PERSID,
    BR_EV_EXT,
    BR_EV_BUFFER,
};
const char *br_event_kind_name(enum br_event_kind kind);

struct br_event {
    uint64_t number; /* from 0, in the order in which CPython would do them */
    br_op op;        /* br_ops(rec): of the opcode that broke, whose import came first (INST) */
    uint64_t pos;
    enum br_event_kind kind;
    br_value callee; /* callable, class, or object touched; import: the global imported.
                        BR_NO_VALUE: persid, and INST (its class is named by `value`) */
    br_value args;   /* argument tuple, state, or persistent id; BR_NO_VALUE when the arguments
                        are items above a mark or on the stack: use texts, or br_call_arg. In the
                        dialect py the tuple may be any iterable: its items are the arguments, and
                        the event's text shows them as a tuple */
    br_value kwargs; /* NEWOBJ_EX */
    br_value value;  /* what the opcode left on the stack: the result */
};
uint64_t br_event_count(const br_record *rec);
bool br_event(const br_record *rec, uint64_t number, struct br_event *out);
/* The number of the first event at or after opcode op; br_event_count() when there is none. */
uint64_t br_event_from(const br_record *rec, br_op op);

/* ---- Uses ------------------------------------------------------------------------------------ */

/* The opcodes that took the value off the stack, or changed it in place (index built once; extended
 * as the record grows). nth use from 0; false past the last. */
enum br_status br_use(const br_record *rec, br_value value, uint64_t n, br_op *op, bool *found);
enum br_status br_use_count(const br_record *rec, br_value value, uint64_t *out);
/* Works on that index for about max_ops opcodes (0: to its end), for whoever cannot wait seconds:
 * BR_RUNNING: more is left. A record that has grown is begun anew. */
enum br_status br_index_uses(const br_record *rec, uint64_t max_ops);
/* The questions above are answered at once. */
bool br_uses_ready(const br_record *rec);
/* The first opcode at or after `op` that calls the value (REDUCE, NEWOBJ, OBJ, INST); BR_NO_OP: none so
 * far. */
enum br_status br_next_call(const br_record *rec, br_value value, br_op op, br_op *out);

/* ---- Texts ----------------------------------------------------------------------------------- */

struct br_text_options {
    uint64_t max_bytes;  /* of UTF-8, the ending mark included; 0: no limit */
    uint64_t max_digits; /* of a decimal integer; above it prints as 0x...; 0: 1,000,000 */
    uint64_t max_keys;   /* a dict or set for which more keys must be compared first (br_keys_near)
                            prints as {N items}; 0: no limit */
    uint64_t ends;       /* of a str, bytes or bytearray literal, or a line, that is longer, so many
                            bytes at its beginning and at its end; between them stand BR_LEFT_OUT, how
                            many bytes are left out, BR_LEFT_OUT. 0: all of it */
};
#define BR_LEFT_OUT "\xff" /* a byte that no UTF-8 has */
struct br_text_result {
    uint64_t bytes; /* written */
    bool cut;       /* it ends in an ellipsis, or an integer went to 0x... and was cut */
    bool escaped;   /* a lone surrogate was written as \udXXX */
};

/* str.isprintable() of CPython 3.11 (Unicode 14.0): repr() leaves the character as it is. */
bool br_printable(uint32_t codepoint);

/* A value as CPython's repr() would print it at that state, with the contract's additions. */
enum br_status br_text(struct br_state at, br_value value, const struct br_text_options *options,
                       struct br_sink sink, struct br_text_result *result);

enum br_field { BR_FIELD_CALLEE, BR_FIELD_ARGS, BR_FIELD_KWARGS, BR_FIELD_MODULE, BR_FIELD_NAME };
/* One text of an event, at its moment, before its own effect. *present false: the event has no such
 * field and nothing is written. */
enum br_status br_event_text(const br_record *rec, const struct br_event *event,
                             enum br_field field, const struct br_text_options *options,
                             struct br_sink sink, struct br_text_result *result, bool *present);

/* The argument of an instruction "as in the stream", losing nothing; its grammar: argtext.c. */
enum br_status br_arg_text(const struct br_ins *ins, const struct br_text_options *options,
                           struct br_sink sink, struct br_text_result *result);
/* The same of an instruction of the record's bytes, where it is asked for again and again: how the
 * text of an argument as long as the file begins is found once. */
enum br_status br_arg_text_in(const br_record *rec, const struct br_ins *ins,
                              const struct br_text_options *options, struct br_sink sink,
                              struct br_text_result *result);

/* ---- pickletools ----------------------------------------------------------------------------- */

struct br_pickletools_options {
    unsigned indent;   /* blanks per open mark; python3 -m pickletools has 4 */
    unsigned annotate; /* 0, or the column of the sentence (-a: 30) */
    /* The sentence of an opcode; NULL: br_opcode.sentence. */
};
/* Writes what `python3 -m pickletools` (3.11) prints on standard output for these bytes, from byte
 * 0 to STOP or the first error. On an error error->kind is set with pos and pickletools' message. */
enum br_status br_pickletools(const uint8_t *data, uint64_t len,
                              const struct br_pickletools_options *options, struct br_sink sink,
                              struct br_error *error);

#ifdef __cplusplus
}
#endif
#endif
