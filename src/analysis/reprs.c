/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/analysis/reprs.h"

#include <string.h>

#include "src/analysis/models.h"
#include "src/base/words.h"

/* Of builtins, those that all of Python 3.8 to 3.13 have. */
static const struct {
    const char *words, *before, *after;
} rows[] = {
    {"ArithmeticError AssertionError AttributeError BaseException BlockingIOError "
     "BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError "
     "ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError "
     "Exception FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit "
     "ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError "
     "KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError "
     "NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning "
     "PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning "
     "RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning "
     "SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError "
     "UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning "
     "UserWarning ValueError Warning ZeroDivisionError bool bytearray bytes classmethod complex "
     "dict enumerate filter float frozenset int list map memoryview object property range "
     "reversed set slice staticmethod str super tuple type zip ",
     "<class '", "'>"},
    {"abs all any ascii bin breakpoint callable chr compile delattr dir divmod eval exec format "
     "getattr globals hasattr hash hex id input isinstance issubclass iter len locals max min "
     "next oct open ord pow print repr round setattr sorted sum vars ",
     "<built-in function ", ">"},
};

bool reprs_add(const struct meaning *global, struct buf *out)
{
    struct model_name key = model_name_of(global);
    if (key.module_len != 8 || memcmp(key.module, "builtins", 8) != 0)
        return false;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        if (!words_have(rows[k].words, key.name, key.name_len))
            continue;
        buf_str(out, rows[k].before);
        buf_add(out, key.name, key.name_len);
        buf_str(out, rows[k].after);
        return true;
    }
    return false;
}
