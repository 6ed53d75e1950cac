/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The modules of the standard library of 3.8 to 3.14 that pickles name, and what is a module within
 * them. Not here: encodings, tests, demonstrations. */
#include "src/output/python_modules.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/words.h"

/* Within these is none (of sysconfig and venv: none but __main__). Both tables are in the order of strcmp(), for bsearch(). */
/* clang-format off */
static const char *const plain[] = {
    "__future__", "_abc", "_aix_support", "_android_support", "_ast", "_asyncio", "_bisect",
    "_blake2", "_bootsubprocess", "_bz2", "_codecs", "_codecs_cn", "_codecs_hk",
    "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "_collections",
    "_collections_abc", "_colorize", "_compat_pickle", "_compression", "_contextvars", "_crypt",
    "_csv", "_ctypes", "_curses", "_curses_panel", "_datetime", "_decimal", "_elementtree",
    "_frozen_importlib", "_frozen_importlib_external", "_functools", "_hashlib", "_heapq", "_imp",
    "_interpchannels", "_interpqueues", "_interpreters", "_io", "_ios_support", "_json",
    "_locale", "_lsprof", "_lzma", "_markupbase", "_md5", "_multibytecodec", "_multiprocessing",
    "_opcode", "_opcode_metadata", "_operator", "_osx_support", "_peg_parser", "_pickle",
    "_posixshmem", "_posixsubprocess", "_py_abc", "_pydatetime", "_pydecimal", "_pyio", "_pylong",
    "_queue", "_random", "_sha1", "_sha2", "_sha256", "_sha3", "_sha512", "_signal",
    "_sitebuiltins", "_socket", "_sqlite3", "_sre", "_ssl", "_stat", "_statistics", "_string",
    "_strptime", "_struct", "_suggestions", "_symtable", "_sysconfig", "_thread",
    "_threading_local", "_tkinter", "_tokenize", "_tracemalloc", "_typing", "_uuid", "_warnings",
    "_weakref", "_weakrefset", "_winapi", "_zoneinfo", "abc", "aifc", "argparse", "array", "ast",
    "asynchat", "asyncio.base_events", "asyncio.base_futures", "asyncio.base_subprocess",
    "asyncio.base_tasks", "asyncio.constants", "asyncio.coroutines", "asyncio.events",
    "asyncio.exceptions", "asyncio.format_helpers", "asyncio.futures", "asyncio.locks",
    "asyncio.log", "asyncio.mixins", "asyncio.proactor_events", "asyncio.protocols",
    "asyncio.queues", "asyncio.runners", "asyncio.selector_events", "asyncio.sslproto",
    "asyncio.staggered", "asyncio.streams", "asyncio.subprocess", "asyncio.taskgroups",
    "asyncio.tasks", "asyncio.threads", "asyncio.timeouts", "asyncio.transports",
    "asyncio.trsock", "asyncio.unix_events", "asyncio.windows_events", "asyncio.windows_utils",
    "asyncore", "atexit", "audioop", "base64", "bdb", "binascii", "binhex", "bisect", "builtins",
    "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code", "codecs",
    "codeop", "collections.abc", "colorsys", "compileall", "concurrent.futures._base",
    "concurrent.futures.process", "concurrent.futures.thread", "configparser", "contextlib",
    "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes._aix", "ctypes._endian",
    "ctypes.macholib.dyld", "ctypes.macholib.dylib", "ctypes.macholib.framework", "ctypes.util",
    "ctypes.wintypes", "curses.ascii", "curses.has_key", "curses.panel", "dataclasses",
    "datetime", "dbm.dumb", "dbm.gnu", "dbm.ndbm", "dbm.sqlite3", "decimal", "difflib", "dis",
    "distutils._msvccompiler", "distutils.archive_util", "distutils.bcppcompiler",
    "distutils.ccompiler", "distutils.cmd", "distutils.config", "distutils.core",
    "distutils.cygwinccompiler", "distutils.debug", "distutils.dep_util", "distutils.dir_util",
    "distutils.dist", "distutils.errors", "distutils.extension", "distutils.fancy_getopt",
    "distutils.file_util", "distutils.filelist", "distutils.log", "distutils.msvc9compiler",
    "distutils.msvccompiler", "distutils.spawn", "distutils.sysconfig", "distutils.text_file",
    "distutils.unixccompiler", "distutils.util", "distutils.version",
    "distutils.versionpredicate", "doctest", "email._encoded_words", "email._header_value_parser",
    "email._parseaddr", "email._policybase", "email.base64mime", "email.charset",
    "email.contentmanager", "email.encoders", "email.errors", "email.feedparser",
    "email.generator", "email.header", "email.headerregistry", "email.iterators", "email.message",
    "email.mime.application", "email.mime.audio", "email.mime.base", "email.mime.image",
    "email.mime.message", "email.mime.multipart", "email.mime.nonmultipart", "email.mime.text",
    "email.parser", "email.policy", "email.quoprimime", "email.utils", "enum", "errno",
    "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib",
    "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp",
    "gzip", "hashlib", "heapq", "hmac", "html.entities", "html.parser", "http.client",
    "http.cookiejar", "http.cookies", "http.server", "imaplib", "imghdr", "imp", "importlib._abc",
    "importlib._adapters", "importlib._bootstrap", "importlib._bootstrap_external",
    "importlib._common", "importlib.abc", "importlib.machinery", "importlib.metadata._adapters",
    "importlib.metadata._collections", "importlib.metadata._functools",
    "importlib.metadata._itertools", "importlib.metadata._meta", "importlib.metadata._text",
    "importlib.metadata.diagnose", "importlib.readers", "importlib.resources._adapters",
    "importlib.resources._common", "importlib.resources._functional",
    "importlib.resources._itertools", "importlib.resources._legacy", "importlib.resources.abc",
    "importlib.resources.readers", "importlib.resources.simple", "importlib.simple",
    "importlib.util", "inspect", "io", "ipaddress", "itertools", "json.decoder", "json.encoder",
    "json.scanner", "json.tool", "keyword", "linecache", "locale", "logging.config",
    "logging.handlers", "lzma", "mailbox", "mailcap", "marshal", "math", "mimetypes", "mmap",
    "modulefinder", "msvcrt", "multiprocessing.connection", "multiprocessing.context",
    "multiprocessing.dummy.connection", "multiprocessing.forkserver", "multiprocessing.heap",
    "multiprocessing.managers", "multiprocessing.pool", "multiprocessing.popen_fork",
    "multiprocessing.popen_forkserver", "multiprocessing.popen_spawn_posix",
    "multiprocessing.popen_spawn_win32", "multiprocessing.process", "multiprocessing.queues",
    "multiprocessing.reduction", "multiprocessing.resource_sharer",
    "multiprocessing.resource_tracker", "multiprocessing.shared_memory",
    "multiprocessing.sharedctypes", "multiprocessing.spawn", "multiprocessing.synchronize",
    "multiprocessing.util", "netrc", "nis", "nntplib", "nt", "ntpath", "nturl2path", "numbers",
    "opcode", "operator", "optparse", "os", "ossaudiodev", "pathlib._abc", "pathlib._local",
    "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "poplib", "posix",
    "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc",
    "pyexpat", "queue", "quopri", "random", "re._casefix", "re._compiler", "re._constants",
    "re._parser", "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets",
    "select", "selectors", "shelve", "shlex", "shutil", "signal", "site", "smtpd", "smtplib",
    "sndhdr", "socket", "socketserver", "spwd", "sqlite3.dbapi2", "sqlite3.dump", "sre_compile",
    "sre_constants", "sre_parse", "ssl", "stat", "statistics", "stringprep", "struct",
    "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile",
    "telnetlib", "tempfile", "termios", "textwrap", "threading", "time", "timeit",
    "tkinter.colorchooser", "tkinter.commondialog", "tkinter.constants", "tkinter.dialog",
    "tkinter.dnd", "tkinter.filedialog", "tkinter.font", "tkinter.messagebox",
    "tkinter.scrolledtext", "tkinter.simpledialog", "tkinter.tix", "tkinter.ttk", "token",
    "tokenize", "tomllib._parser", "tomllib._re", "tomllib._types", "trace", "traceback",
    "tracemalloc", "tty", "turtle", "types", "typing", "unicodedata", "unittest._log",
    "unittest.async_case", "unittest.case", "unittest.loader", "unittest.main", "unittest.mock",
    "unittest.result", "unittest.runner", "unittest.signals", "unittest.suite", "unittest.util",
    "urllib.error", "urllib.parse", "urllib.request", "urllib.response", "urllib.robotparser",
    "uu", "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "winreg", "winsound",
    "wsgiref.handlers", "wsgiref.headers", "wsgiref.simple_server", "wsgiref.types",
    "wsgiref.util", "wsgiref.validate", "xdrlib", "xml.dom.NodeFilter", "xml.dom.domreg",
    "xml.dom.expatbuilder", "xml.dom.minicompat", "xml.dom.minidom", "xml.dom.pulldom",
    "xml.dom.xmlbuilder", "xml.etree.ElementInclude", "xml.etree.ElementPath",
    "xml.etree.ElementTree", "xml.etree.cElementTree", "xml.parsers.expat", "xml.sax._exceptions",
    "xml.sax.expatreader", "xml.sax.handler", "xml.sax.saxutils", "xml.sax.xmlreader",
    "xmlrpc.client", "xmlrpc.server", "xxsubtype", "zipapp", "zipfile._path.glob", "zipimport",
    "zlib", "zoneinfo._common", "zoneinfo._tzpath", "zoneinfo._zoneinfo",
};

static const struct package {
    const char *name;
    const char *modules; /* words */
} packages[] = {
    {"asyncio",
     "base_events base_futures base_subprocess base_tasks constants coroutines events "
     "exceptions format_helpers futures locks log mixins proactor_events protocols "
     "queues runners selector_events sslproto staggered streams subprocess taskgroups "
     "tasks threads timeouts transports trsock unix_events windows_events "
     "windows_utils"},
    {"collections", "abc"},
    {"concurrent", "futures"},
    {"concurrent.futures", "_base process thread"},
    {"ctypes", "_aix _endian macholib test util wintypes"},
    {"ctypes.macholib", "dyld dylib framework"},
    {"curses", "ascii has_key panel textpad"},
    {"dbm", "dumb gnu ndbm sqlite3"},
    {"distutils",
     "_msvccompiler archive_util bcppcompiler ccompiler cmd command config core "
     "cygwinccompiler debug dep_util dir_util dist errors extension fancy_getopt "
     "file_util filelist log msvc9compiler msvccompiler spawn sysconfig tests "
     "text_file unixccompiler util version versionpredicate"},
    {"email",
     "_encoded_words _header_value_parser _parseaddr _policybase base64mime charset "
     "contentmanager encoders errors feedparser generator header headerregistry "
     "iterators message mime parser policy quoprimime utils"},
    {"email.mime", "application audio base image message multipart nonmultipart text"},
    {"html", "entities parser"},
    {"http", "client cookiejar cookies server"},
    {"importlib",
     "_abc _adapters _bootstrap _bootstrap_external _common abc machinery metadata "
     "readers resources simple util"},
    {"importlib.metadata", "_adapters _collections _functools _itertools _meta _text diagnose"},
    {"importlib.resources", "_adapters _common _functional _itertools _legacy abc readers simple"},
    {"json", "decoder encoder scanner tool"},
    {"logging", "config handlers"},
    {"multiprocessing",
     "connection context dummy forkserver heap managers pool popen_fork "
     "popen_forkserver popen_spawn_posix popen_spawn_win32 process queues reduction "
     "resource_sharer resource_tracker shared_memory sharedctypes spawn synchronize "
     "util"},
    {"multiprocessing.dummy", "connection"},
    {"pathlib", "_abc _local _os types"},
    {"re", "_casefix _compiler _constants _parser"},
    {"sqlite3", "dbapi2 dump test"},
    {"string", "templatelib"},
    {"tkinter",
     "colorchooser commondialog constants dialog dnd filedialog font messagebox "
     "scrolledtext simpledialog test tix ttk"},
    {"tomllib", "_parser _re _types"},
    {"unittest", "_log async_case case loader main mock result runner signals suite test util"},
    {"urllib", "error parse request response robotparser"},
    {"wsgiref", "handlers headers simple_server types util validate"},
    {"xml", "dom etree parsers sax"},
    {"xml.dom", "NodeFilter domreg expatbuilder minicompat minidom pulldom xmlbuilder"},
    {"xml.etree", "ElementInclude ElementPath ElementTree cElementTree"},
    {"xml.parsers", "expat"},
    {"xml.sax", "_exceptions expatreader handler saxutils xmlreader"},
    {"xmlrpc", "client server"},
    {"zipfile", "_path"},
    {"zipfile._path", "glob"},
    {"zoneinfo", "_common _tzpath _zoneinfo"},
};
/* clang-format on */

static int compare_plain(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

static int compare_package(const void *key, const void *row)
{
    return strcmp(key, ((const struct package *)row)->name);
}

bool python_module_holds(const char *module, const char *name)
{
    if (bsearch(module, plain, sizeof plain / sizeof *plain, sizeof *plain, compare_plain))
        return false;
    const struct package *package = bsearch(module, packages, sizeof packages / sizeof *packages,
                                            sizeof *packages, compare_package);
    return !package || words_have(package->modules, name, strlen(name));
}
