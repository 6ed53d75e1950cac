/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file (or bytes) seen as what it is: its format, its members, the bytes of each, and whatever
 * in it nobody accounts for. A plain file is a container with one member that has no name, so that
 * who reads pickles reads members and nothing else.
 *
 * What always holds
 *   - offsets are in bytes from the start of the file, `pos` from the start of a member's bytes;
 *   - names are bytes of the file, any of the 256, NUL too, not terminated; so are texts that
 *     input_member_note and input_anomaly_text make: escape before showing;
 *   - members are numbered 0 .. member_count, in the order of the format's own directory, then
 *     those that it does not list, then those of members that are containers themselves, which are
 *     added at the end when input_member_holds_pickle is asked of such a member: a loop up to
 *     member_count that asks it comes to all; the number is the member's only sure name;
 *   - bytes given out are read-only, the input's, and gone with input_member_drop or input_close;
 *   - one input is used by one thread at a time. */
#ifndef BRINE_INPUT_INPUT_H
#define BRINE_INPUT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/buf.h"
#include "src/base/err.h"
#include "src/base/follow.h"
#include "src/base/valuemap.h"
#include "src/input/anomaly.h"
#include "src/input/content.h"
#include "src/input/digest.h"
#include "src/input/file.h"
#include "vm/brine.h"

/* How much an input may take. 0 is no limit, everywhere. */
struct input_limits {
    uint64_t max_pipe_bytes; /* read from what is not a regular file */
    uint64_t max_unpacked;   /* bytes that one member may unpack to */
    uint64_t max_ratio;      /* bytes a member may unpack to, per byte packed, */
    uint64_t ratio_floor;    /* once it is more than these bytes */
    uint64_t max_total;      /* bytes unpacked from one input in all */
    size_t max_members;      /* of all containers in it together */
    unsigned max_depth;      /* containers within containers; 0: none is opened */
    uint64_t max_kept;       /* unpacked bytes of containers that are held in memory at once */
    uint64_t max_disk;       /* unpacked bytes that are held in temporary files at once: */
    uint64_t to_disk;        /* those of a member that has more than so many */
    bool is_try;             /* it is opened to see what it holds: nothing else is tried for that */
};

/* 4 GiB, 16 GiB, 1000, 64 MiB, 16 GiB, 1,000,000, 16, 1 GiB, 16 GiB, 64 MiB. */
extern const struct input_limits input_limits_default;

enum input_pickle { INPUT_NOT_JUDGED, INPUT_NO_PICKLE, INPUT_PICKLE };

/* The format of a member whose bytes another one has, that is read. */
#define INPUT_TWIN "twin"

/* What src/input holds of a member's bytes (bytes.c). */
struct input_held {
    struct content content; /* unpacked */
    bool is_loaded, is_compared, is_limit_told, is_behind_told;
    bool is_cut;      /* there was no room for all of it */
    uint64_t counted; /* bytes of it that unpacked_total has, however often they are unpacked */
};

/* Of a member that is made of a value of its parent, and of those made of its own values (values.h). */
struct input_value {
    bool is_one;               /* it is made of a value; nothing gives its bytes back */
    uint64_t pos;              /* byte of the opcode that pushes it, in the parent's bytes */
    uint64_t base;             /* where the pickle of that opcode begins in them */
    uint64_t stream;           /* its number among those of the parent */
    bool is_given;             /* a call of that pickle loads it, as pickle.loads does */
    char *via;                 /* which calls of that pickle make it; owned; NULL: none is known */
    size_t next;               /* the next of the same parent; 0: none */
    size_t first, last;        /* of those made of its own values, or late; 0: none */
    struct valuemap looked_at; /* numbers of its pickles that were looked through for values */
    bool is_picked;            /* one was made out of turn: the others may be there already */
};

struct input_member {
    /* What the directory of the format says of it. */
    const uint8_t *name; /* NULL: no name of its own ("entry": null) */
    size_t name_len;
    uint64_t off;       /* in the file, of its bytes as they stand there; of the block of
                                      several members that it is packed in */
    uint64_t size;      /* of these */
    uint64_t unpacked;  /* bytes after unpacking, as declared; they may lie. Where nothing
                                      declares them: as they were when it was read */
    const char *method; /* how they are packed: "stored", "deflated" ... */
    uint16_t method_number, flags; /* of a zip; else 0 */
    uint32_t crc;                  /* declared; meaningful if has_crc */
    bool has_crc;
    bool is_plain;    /* the bytes stand unpacked in the file: byte pos is at off + pos */
    bool is_unlisted; /* no directory lists it */
    bool is_storage;  /* the format keeps raw numbers there */
    bool is_folder;   /* named as one; it may have bytes all the same */
    bool is_array;    /* numbers by the format's own rules: its loader never unpickles them,
                         whatever they look like */
    bool
        is_unpickled; /* by the format's own rules: its loader unpickles it, whatever it looks like */
    bool is_constant; /* a constant of code: only what that does could load it */
    char *about;      /* what the format tells of it, for people; owned; NULL */

    /* What was learnt of it. Filled when asked: input_member_holds_pickle. */
    enum input_pickle pickle;
    const char *format; /* "raw" (a pickle), another format's name, "array", "storage", "folder",
                            "link", "device", "data", "twin" (of a member that is read); NULL: not judged, or not readable */
    /* Filled when read: input_member_bytes, input_member_digest. */
    bool is_crc_wrong; /* the bytes do not have the CRC declared */
    bool is_partial;   /* reading broke off, or a limit was met: `why`; what came is there */
    char *why;         /* why it is partial or cannot be read; NULL */

    /* Of a member that is a container itself, once input_member_holds_pickle has been asked: what is
     * in it are the members first_child .. first_child + child_count. */
    size_t first_child, child_count;
    char *inner_why; /* why not all that is in it can be listed; NULL */
    /* Of one that stands in such a member. Its name is "outer!inner". */
    size_t parent; /* that member; meaningful if depth is not 0 */
    unsigned depth;

    struct input_value value;

    /* The rest is src/input's own. */
    struct input_held held;
    size_t first_anomaly, anomaly_count;
    bool is_searched;   /* what stands in it behind or between other bytes was looked for */
    bool is_late;       /* its parent told of it when the others were listed already */
    size_t outer;       /* its number in the outermost input, once that lists it */
    uint8_t *full_name; /* owned */
    uint8_t *part_name; /* owned: see part_names.h */
    size_t namesakes;   /* how many others in its container would have its name */
    bool is_seen_whole; /* judged by all of its bytes, not by the first alone */
    bool has_other;     /* these bytes are more than one thing (readings.h) */
    const struct input_format *reading; /* the row it is to be opened by; NULL: by content */
    struct input *inner;                /* what is in it, open; owned */
    struct input *owner; /* the input that lists it, when that is another one (nested.h); */
    size_t own;          /* ... its number there */
};

/* Bytes of the file that no member and no record of the format accounts for. */
struct input_gap {
    uint64_t off, size;
    const char *why; /* static */
};

struct input {
    char *path; /* as given; "-" is standard input */
    const uint8_t *bytes;
    uint64_t len;
    const struct input_format *format; /* ->name */
    struct input_member *members;
    size_t member_count;
    struct input_gap *gaps; /* in order */
    size_t gap_count;
    struct input_anomalies anomalies; /* in the order of members as far as opening finds them;
                                         what reading finds is added at the end */
    /* The rest is this module's own. */
    struct input_file file;
    struct input_limits limits;
    struct br_options
        machine; /* of runs that are made only to look for members; set it after opening */
    follow_function *follow; /* what calls make of values; the same; NULL: nobody can tell */
    size_t member_cap, gap_cap, preferred;
    size_t hidden;           /* members that stand where readers do not look (hidden.h) */
    uint64_t unpacked_total; /* each byte of a member once, */
    uint64_t looked;         /* and those of them unpacked to see what members hold */
    struct input *top;       /* the outermost input, when that is another one */
    uint64_t kept;           /* bytes of memory held for containers that are open */
    uint64_t on_disk;        /* bytes held in temporary files */
    uint64_t claimed; /* bytes that more than one member of an archive claims, of all archives */
    uint64_t work;    /* bytes unpacked on the way to those that were wanted, of all archives */
    uint64_t
        followed; /* work that calls of pickles were followed for, beyond the share of each (made.c) */
    uint64_t
        searched; /* bytes of values that were looked through for pickles behind others (values.c), */
    uint64_t compared; /* and compared with those of members, beyond the share of each pickle */
    uint64_t looks, tries, tried_bytes; /* for what stands behind other bytes (prefixed.h) */
    size_t told, listed,
        gaps_taken;  /* anomalies, members, gaps that the outermost has taken over */
    bool is_refused; /* the next member was not */
    void *state;     /* the format's own; its row's close frees it */
};

/* ---- Opening --------------------------------------------------------------------------------- */

/* Opens a path ("-": standard input) as the named format, or by its content when format is NULL.
 * limits may be NULL. On false nothing is left open and err says "PATH: what is wrong". */
bool input_open(struct input *in, const char *path, const char *format,
                const struct input_limits *limits, struct err *err);

/* The same over bytes that stay the caller's and outlive the input: a member of another one.
 * label takes the place of the path. */
bool input_open_bytes(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                      const char *format, const struct input_limits *limits, struct err *err);

/* The same for src/input, which has judged the bytes: the row is known, and whether there are others. top:
 * the outermost input, whose limits hold for all; NULL: this is it. */
bool input_open_judged(struct input *in, const char *label, const uint8_t *bytes, uint64_t len,
                       const struct input_format *format, bool has_other,
                       const struct input_limits *limits, struct input *top, struct err *err);

void input_close(struct input *in);

/* The file was changed while it was open: what was read may be of two minds. Ask at the end. */
bool input_changed(const struct input *in);

/* ---- Members --------------------------------------------------------------------------------- */

/* The bytes of member m, unpacked: in the file itself where they stand there, else in memory. A
 * member that breaks off, or meets a limit, after some bytes gives those and is_partial. False
 * when there is nothing to give: err says "PATH!NAME: why", and `why` of the member is set. */
bool input_member_bytes(struct input *in, size_t m, const uint8_t **bytes, size_t *len,
                        struct err *err);

/* How the loader of the format in which m stands reads its pickles, or those inside another one
 * (pickles.h): sets machine->insets, and machine->dialect where none is named. */
void input_machine(const struct input *in, size_t m, bool is_inside, struct br_options *machine);
/* The same for who would rather do without than wait: INPUT_TOO_LONG where more than so many bytes would
 * have to be unpacked; nothing of it is kept then. */
enum input_status { INPUT_READ, INPUT_UNREADABLE, INPUT_TOO_LONG };
enum input_status input_member_within(struct input *in, size_t m, uint64_t max_bytes,
                                      const uint8_t **bytes, size_t *len, struct err *err);

/* Less than half of all that may be unpacked has been: who looks at everything leaves the rest for what
 * somebody opens. */
bool input_has_room(const struct input *in);

/* Frees what input_member_bytes unpacked; the next call unpacks again. */
void input_member_drop(struct input *in, size_t m);

/* Byte pos of member m was passed and what lies before is not needed soon: gives its pages back. */
void input_member_passed(struct input *in, size_t m, uint64_t pos);

/* Whether m is believed to hold a pickle: by the format's own rules, else by its content. Unpacks it
 * once: 64 KiB where these tell that it is a container, else all (what an archive or a loader reads may
 * stand behind anything), while that is no more than an eighth of max_total for all members: what was not
 * looked at then, m says (input_member_why). A container is then unpacked whole, and its members are
 * added to in's: pointers to members may have moved. */
bool input_member_holds_pickle(struct input *in, size_t m);
/* The same for who would rather do without than wait: false, and *is_later, where more than so many bytes
 * would have to be unpacked to tell, or to open the container that m is. */
bool input_member_holds_within(struct input *in, size_t m, uint64_t max_bytes, bool *is_later);

/* m is a storage of raw numbers, or stands in one. Its loader never reads it as anything else: numbers
 * that look like an archive or a pickle by chance, and do not hold what that promises, are whole all the
 * same. */
bool input_member_is_numbers(const struct input *in, size_t m);

/* For src/input: judges a member by these bytes of it, all of them or the first. */
void input_judge(struct input_member *member, const uint8_t *bytes, size_t len, bool is_whole);

/* For src/input: unpacks m once, to its end as far as limits allow, so that its row learns what there
 * is, and judges it; keeps nothing. */
void input_look_through(struct input *in, size_t m);

/* The first member at or after `from` that holds a pickle; INPUT_NO_MEMBER without one. */
size_t input_next_pickle(struct input *in, size_t from);

/* True when all that there is are arrays of numbers: that no pickle was found is then an answer. */
bool input_is_arrays(const struct input *in);

/* The member to open when none is named: the one that the format's own loader would begin with, if it can
 * be read whole; else the first that can and holds a pickle; else the first of these that can be read in part,
 * or cannot; INPUT_NO_MEMBER without one. */
size_t input_default_member(struct input *in);

/* The first member at or after `from` of this name. Names tell members of one container apart
 * (part_names.h). When none has it: the one that has it up to a NUL; the one whose name it is with its bytes
 * as text and JSON show them, "\\xff"; the only one whose name ends in "/NAME"; else, "#N" is member number N. */
bool input_find_member(struct input *in, const char *name, size_t from, size_t *m, struct err *err);

/* Appends which other members of the same container would have the name of m, and how each is called:
 * "3 members are called 'a': this is the last ...; the others: a#0, a#1". Nothing where there is none. */
void input_member_namesakes(const struct input *in, size_t m, struct buf *out);

/* The member after m where what is in a container follows it at once; INPUT_NO_MEMBER after the
 * last. Containers that nobody has looked into have nothing in them. */
size_t input_member_after(const struct input *in, size_t m);

/* Where byte pos of member m stands in the file; false when it does not stand there unpacked. */
bool input_file_offset(const struct input *in, size_t m, uint64_t pos, uint64_t *off);

/* Why m, or what is in it, cannot be read whole, as far as it was read; NULL: nothing is known. Valid
 * until something else of it is read. */
const char *input_member_why(const struct input *in, size_t m);

/* There was no room for all bytes of m, on disk or in memory: input_member_why says so. What breaks at the
 * end of those that were held is whole in the file. */
bool input_member_is_cut(const struct input *in, size_t m);

/* Where the bytes of m begin in the bytes of what bears its name: a member without a name of its own
 * goes by that of the file, or of the container, in which it stands (an array's pickle, say, after the
 * array's header). 0 for others, and for what is packed. */
uint64_t input_member_base(const struct input *in, size_t m);

/* m stands in a value of a pickle that only keeps it: no call that is known gives it to a loader. Or it is a
 * constant of code that nothing here loads. */
bool input_member_is_kept(const struct input *in, size_t m);

/* Of a member that stands in a value of a pickle: which pickle that is, and where. */
struct input_place {
    size_t member;   /* which holds the pickle, */
    uint64_t stream; /* the number of that in it */
    uint64_t pos;    /* of the opcode that pushes the value, counted from the pickle's first byte */
};
/* False: m stands in no value. Appends to path which calls make it, innermost first, or what the value is
 * unpacked as: "base64.b64decode > zlib.decompress", "zlib > base64"; "value" for one that is the pickle
 * itself. */
#define INPUT_PLACE_PLAIN "value"
bool input_member_place(const struct input *in, size_t m, struct input_place *place,
                        struct buf *path);

/* Appends what --entry takes for m: its name as it is, escaped by nobody, or "#4"; nothing for the first, when
 * it has none: that is the file. */
void input_member_called(const struct input *in, size_t m, struct buf *out);

/* Appends "PATH!NAME", or PATH for a member without a name, without a NUL: INPUT_PATH_SHOWN bytes at most, so
 * that a reason still fits behind them. What is longer loses its middle. */
void input_member_label(const struct input *in, size_t m, struct buf *out);

/* Appends what is odd about m, in words; nothing when nothing is. */
void input_member_note(const struct input *in, size_t m, struct buf *out);

/* SHA-256 of all bytes of the file; of member m, unpacked (piece by piece, and its CRC is compared
 * on the way; false when it cannot be read whole). */
void input_digest(struct input *in, char hex[DIGEST_HEX_SIZE]);
bool input_member_digest(struct input *in, size_t m, char hex[DIGEST_HEX_SIZE], struct err *err);
/* SHA-1 and MD5 of all bytes of the file. */
void input_old_digests(struct input *in, char sha1[DIGEST_SHA1_SIZE], char md5[DIGEST_MD5_SIZE]);

/* Reads m to its end where nobody did, and keeps nothing: CRC and size are compared, and what it breaks
 * at, or a limit that it meets, is then known (input_member_why). For members that hold no pickle: what
 * was not read to its end is not known to hold none. */
void input_member_check(struct input *in, size_t m);

#endif
