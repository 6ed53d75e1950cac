/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening what a user may name: files, and all that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "src/input/file.h"

static char folder[] = "/tmp/brine-test-XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 && chmod(folder, 0755) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"dir", "fifo", "sock", "file", "noperm"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        remove(names[k]);
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

static void write_file(const char *name, const char *text, size_t len)
{
    FILE *out = fopen(name, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

static void assert_refused(const char *path, const char *text)
{
    struct input_file file;
    struct err err;
    assert_false(input_file_open(&file, path, 0, &err));
    assert_string_equal(err.text, text);
}

static void a_regular_file_is_mapped(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    write_file("file", "\x80\x04N.", 4);
    assert_true(input_file_open(&file, "file", 0, &err));
    assert_int_equal(file.len, 4);
    assert_memory_equal(file.bytes, "\x80\x04N.", 4);
    assert_non_null(file.map);
    assert_false(input_file_changed(&file));
    input_file_close(&file);
    input_file_close(&file);
}

static void an_empty_file_has_bytes_of_length_0(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    write_file("file", "", 0);
    assert_true(input_file_open(&file, "file", 0, &err));
    assert_int_equal(file.len, 0);
    assert_non_null(file.bytes);
    input_file_close(&file);
}

static void a_file_of_proc_says_it_is_empty_and_is_read(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    assert_true(input_file_open(&file, "/proc/self/status", 0, &err));
    assert_true(file.len > 5);
    assert_memory_equal(file.bytes, "Name:", 5);
    input_file_close(&file);
}

static void what_is_no_file_is_refused_in_one_line(void **state)
{
    (void)state;
    assert_int_equal(mkdir("dir", 0700), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "sock"};
    int sock = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(sock, (struct sockaddr *)&address, sizeof address), 0);
    close(sock);
    assert_refused("missing.pkl", "missing.pkl: no such file");
    assert_refused("dir", "dir: is a directory");
    assert_refused("fifo", "fifo: is a pipe, not a file (- reads standard input)");
    assert_refused("sock", "sock: is a socket, not a file");
    assert_refused("/dev/zero", "/dev/zero: is a device, not a file");
    assert_refused("/dev/tty", "/dev/tty: is a device, not a file");
    assert_refused("/dev/null/x", "/dev/null/x: cannot be read: Not a directory");
}

static void a_file_that_may_not_be_read_is_refused(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    write_file("noperm", "x", 1);
    assert_int_equal(chmod("noperm", 0), 0);
    uid_t user = geteuid();
    if (user == 0) /* root may read anything */
        assert_int_equal(seteuid(NOBODY), 0);
    struct input_file file;
    struct err err;
    bool is_open = input_file_open(&file, "noperm", 0, &err);
    assert_int_equal(seteuid(user), 0);
    assert_false(is_open);
    assert_string_equal(err.text, "noperm: cannot be read: Permission denied");
}

static void a_long_path_leaves_room_for_the_reason(void **state)
{
    (void)state;
    char path[3000];
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    struct input_file file;
    struct err err;
    assert_false(input_file_open(&file, path, 0, &err));
    assert_non_null(strstr(err.text, "File name too long"));
}

/* ---- Standard input -------------------------------------------------------------------------- */

/* Puts fd in the place of standard input until restore_stdin. */
static int replace_stdin(int fd)
{
    int saved = dup(STDIN_FILENO);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
    return saved;
}

static void restore_stdin(int saved)
{
    dup2(saved, STDIN_FILENO);
    close(saved);
}

static int pipe_with(const char *text, size_t len)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, len), (ssize_t)len);
    close(ends[1]);
    return ends[0];
}

static void a_pipe_on_standard_input_is_read_to_its_end(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    int saved = replace_stdin(pipe_with("from a pipe", 11));
    bool is_open = input_file_open(&file, "-", 11, &err);
    restore_stdin(saved);
    assert_true(is_open);
    assert_int_equal(file.len, 11);
    assert_memory_equal(file.bytes, "from a pipe", 11);
    assert_null(file.map);
    input_file_close(&file);
}

static void a_pipe_longer_than_the_limit_is_refused(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    int saved = replace_stdin(pipe_with("from a pipe", 11));
    bool is_open = input_file_open(&file, "-", 10, &err);
    restore_stdin(saved);
    assert_false(is_open);
    assert_string_equal(
        err.text, "standard input: is longer than the limit of 10 bytes for what is not a file");
}

static void a_file_on_standard_input_is_mapped_from_where_it_stands(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    write_file("file", "headbody", 8);
    int fd = open("file", O_RDONLY);
    assert_int_equal(lseek(fd, 4, SEEK_SET), 4);
    int saved = replace_stdin(fd);
    bool is_open = input_file_open(&file, "-", 1, &err);
    restore_stdin(saved);
    assert_true(is_open);
    assert_non_null(file.map);
    assert_int_equal(file.len, 4);
    assert_memory_equal(file.bytes, "body", 4);
    input_file_close(&file);
}

static void a_directory_on_standard_input_is_refused(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    int saved = replace_stdin(open(".", O_RDONLY));
    bool is_open = input_file_open(&file, "-", 0, &err);
    restore_stdin(saved);
    assert_false(is_open);
    assert_string_equal(err.text, "standard input: is a directory");
}

/* ---- Files that change ----------------------------------------------------------------------- */

static void a_file_that_shrinks_reads_as_zeros_and_has_changed(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    static char text[5 * 4096];
    memset(text, 'x', sizeof text);
    write_file("file", text, sizeof text);
    assert_true(input_file_guard(&err)); /* here: cmocka takes the signal before each test */
    assert_true(input_file_guard(&err));
    assert_true(input_file_open(&file, "file", 0, &err));
    assert_int_equal(truncate("file", 4096), 0);
    volatile const uint8_t *bytes = file.bytes;
    assert_int_equal(bytes[0], 'x');
    assert_int_equal(bytes[3 * 4096], 0);
    assert_int_equal(bytes[sizeof text - 1], 0);
    assert_int_equal(bytes[2 * 4096], 0);
    assert_true(input_file_changed(&file));
    /* Its old size again: a part went missing all the same. */
    write_file("file", text, sizeof text);
    assert_true(input_file_changed(&file));
    input_file_close(&file);
}

static void a_file_written_to_has_changed(void **state)
{
    (void)state;
    struct input_file file;
    struct err err;
    write_file("file", "one", 3);
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, "file", old, 0), 0);
    assert_true(input_file_open(&file, "file", 0, &err));
    write_file("file", "two", 3);
    assert_true(input_file_changed(&file));
    input_file_close(&file);
}

static void a_fault_elsewhere_still_ends_the_program(void **state)
{
    (void)state;
    write_file("file", "x", 1);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit none = {0, 0};
        struct err err;
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGBUS, SIG_DFL);
        int fd = open("file", O_RDONLY);
        volatile const char *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
        if (!input_file_guard(&err) || truncate("file", 0) != 0)
            _exit(2);
        _exit(map[0]);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGBUS);
}

/* ---- Memory ---------------------------------------------------------------------------------- */

static size_t resident_bytes(void)
{
    unsigned long total = 0, resident = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%lu %lu", &total, &resident), 2);
    fclose(in);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}

static void pages_behind_the_reader_are_given_back(void **state)
{
    (void)state;
    enum { SIZE = 64 << 20 };
    struct input_file file;
    struct err err;
    write_file("file", "x", 1);
    assert_int_equal(truncate("file", SIZE), 0);
    assert_true(input_file_open(&file, "file", 0, &err));
    volatile uint8_t sum = 0;
    size_t before = resident_bytes();
    for (size_t off = 0; off < SIZE; off += 4096) {
        sum = (uint8_t)(sum + file.bytes[off]);
        input_file_drop(&file, off);
    }
    assert_true(resident_bytes() < before + SIZE / 4);
    assert_int_equal(file.bytes[0], 'x');
    input_file_drop(&file, SIZE);
    assert_int_equal(file.bytes[0], 'x');
    input_file_close(&file);
}

/* The sanitizer needs more address space than the limit of this test leaves. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#ifndef HAS_SANITIZER
static void a_file_too_large_to_map_is_refused(void **state)
{
    (void)state;
    write_file("file", "x", 1);
    assert_int_equal(truncate("file", (off_t)3 << 30), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {1 << 30, 1 << 30};
        struct input_file file;
        struct err err;
        setrlimit(RLIMIT_AS, &limit);
        bool is_open = input_file_open(&file, "file", 0, &err);
        _exit(is_open || strcmp(err.text, "file: its 3221225472 bytes do not fit into the address "
                                          "space allowed") != 0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regular_file_is_mapped),
        cmocka_unit_test(an_empty_file_has_bytes_of_length_0),
        cmocka_unit_test(a_file_of_proc_says_it_is_empty_and_is_read),
        cmocka_unit_test(what_is_no_file_is_refused_in_one_line),
        cmocka_unit_test(a_file_that_may_not_be_read_is_refused),
        cmocka_unit_test(a_long_path_leaves_room_for_the_reason),
        cmocka_unit_test(a_pipe_on_standard_input_is_read_to_its_end),
        cmocka_unit_test(a_pipe_longer_than_the_limit_is_refused),
        cmocka_unit_test(a_file_on_standard_input_is_mapped_from_where_it_stands),
        cmocka_unit_test(a_directory_on_standard_input_is_refused),
        cmocka_unit_test(a_file_that_shrinks_reads_as_zeros_and_has_changed),
        cmocka_unit_test(a_file_written_to_has_changed),
        cmocka_unit_test(a_fault_elsewhere_still_ends_the_program),
        cmocka_unit_test(pages_behind_the_reader_are_given_back),
#ifndef HAS_SANITIZER
        cmocka_unit_test(a_file_too_large_to_map_is_refused),
#endif
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
