/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that a source brings with it. Each does what the function of CPython's _pickle.c
 * named above it does. */
#include "src/output/python.h"

static const struct {
    uint32_t needs; /* helpers that it calls itself */
    const char *source;
} helpers[] = {
    /* _pickle_Unpickler_find_class_impl */
    [HELPER_find_class] =
        {0, "def find_class(module, name, proto):\n"
            "    \"\"\"Imports a module and finds a name in it, as the unpickler does.\"\"\"\n"
            "    import _compat_pickle\n"
            "    import sys\n"
            "    if proto < 3:\n"
            "        if (module, name) in _compat_pickle.NAME_MAPPING:\n"
            "            module, name = _compat_pickle.NAME_MAPPING[module, name]\n"
            "        elif module in _compat_pickle.IMPORT_MAPPING:\n"
            "            module = _compat_pickle.IMPORT_MAPPING[module]\n"
            "    __import__(module)\n"
            "    found = sys.modules[module]\n"
            "    for part in name.split(\".\") if proto >= 4 else [name]:\n"
            "        found = getattr(found, part)\n"
            "    return found\n"},
    /* load_extension */
    [HELPER_get_extension] =
        {1u << HELPER_find_class,
         "def get_extension(code, proto):\n"
         "    \"\"\"The global that copyreg has registered under a code.\"\"\"\n"
         "    import copyreg\n"
         "    if code not in copyreg._extension_cache:\n"
         "        module, name = copyreg._inverted_registry[code]\n"
         "        found = find_class(module, name, proto)\n"
         "        copyreg._extension_cache[code] = found\n"
         "    return copyreg._extension_cache[code]\n"},
    /* instantiate */
    [HELPER_instantiate] =
        {0, "def instantiate(cls):\n"
            "    \"\"\"Makes an instance as INST and OBJ do where there are no arguments.\"\"\"\n"
            "    if isinstance(cls, type) and not hasattr(cls, \"__getinitargs__\"):\n"
            "        return cls.__new__(cls)\n"
            "    return cls()\n"},
    /* load_build */
    [HELPER_build] =
        {0, "def build(obj, state):\n"
            "    \"\"\"Gives an object its state, as BUILD does.\"\"\"\n"
            "    import pickle\n"
            "    import sys\n"
            "    setstate = getattr(obj, \"__setstate__\", build)\n"
            "    if setstate is not build:\n"
            "        setstate(state)\n"
            "        return\n"
            "    slots = {}\n"
            "    if isinstance(state, tuple) and len(state) == 2:\n"
            "        state, slots = state\n"
            "    if state is not None:\n"
            "        if not isinstance(state, dict):\n"
            "            raise pickle.UnpicklingError(\"state is not a dictionary\")\n"
            "        attributes = obj.__dict__\n"
            "        for key, value in state.items():\n"
            "            attributes[sys.intern(key) if type(key) is str else key] = value\n"
            "    if not isinstance(slots, dict):\n"
            "        raise pickle.UnpicklingError(\"slot state is not a dictionary\")\n"
            "    for key, value in slots.items():\n"
            "        setattr(obj, key, value)\n"},
    /* do_append */
    [HELPER_append_items] = {0, "def append_items(obj, items):\n"
                                "    \"\"\"Appends items to what is not a plain list.\"\"\"\n"
                                "    if hasattr(obj, \"extend\"):\n"
                                "        obj.extend(items)\n"
                                "        return\n"
                                "    append = obj.append\n"
                                "    for item in items:\n"
                                "        append(item)\n"},
    /* load_additems */
    [HELPER_add_items] = {0, "def add_items(obj, items):\n"
                             "    \"\"\"Adds items to what is not a plain set.\"\"\"\n"
                             "    if isinstance(obj, set):\n"
                             "        set.update(obj, items)\n"
                             "        return\n"
                             "    add = obj.add\n"
                             "    for item in items:\n"
                             "        add(item)\n"},
    [HELPER_persistent_load] =
        {0, "def persistent_load(pid):\n"
            "    \"\"\"The application's own: put one that finds its objects in this place.\"\"\"\n"
            "    import pickle\n"
            "    raise pickle.UnpicklingError(f\"no persistent_load for {pid!r}\")\n"},
    [HELPER_next_buffer] =
        {0, "def next_buffer():\n"
            "    \"\"\"The application's own: put iter(buffers).__next__ in this place.\"\"\"\n"
            "    import pickle\n"
            "    raise pickle.UnpicklingError(\"no out-of-band buffers\")\n"},
    /* load_readonly_buffer */
    [HELPER_readonly_buffer] = {0, "def readonly_buffer(buffer):\n"
                                   "    \"\"\"A view of a buffer that cannot be written.\"\"\"\n"
                                   "    view = memoryview(buffer)\n"
                                   "    return buffer if view.readonly else view.toreadonly()\n"},
    [HELPER_read_inset] =
        {0, "def read_inset(obj, offset, size):\n"
            "    \"\"\"What the loader of this format reads from the file itself, in place of "
            "obj.\"\"\"\n"
            "    raise NotImplementedError(f\"{size} bytes at {offset:#x} of the stream\")\n"},
    /* PyFloat_Unpack8 */
    [HELPER_float_of_bits] = {0,
                              "def float_of_bits(bits):\n"
                              "    \"\"\"A nan that is not the usual one.\"\"\"\n"
                              "    import struct\n"
                              "    return struct.unpack(\">d\", bits.to_bytes(8, \"big\"))[0]\n"},
};

void python_head(struct pywriter *writer)
{
    pywriter_lines(
        writer,
        "# What loading the pickle does, as Python source: to call stream_0() is to run it.\n"
        "# Whoever made the pickle made this code. Read it before anything of it is run.\n");
}

void python_helpers(struct pywriter *writer, uint32_t wanted, uint32_t *written)
{
    for (unsigned n = 0; n < HELPER_COUNT; n++)
        if (wanted >> n & 1)
            wanted |= helpers[n].needs;
    for (unsigned n = 0; n < HELPER_COUNT; n++) {
        if (wanted & ~*written & 1u << n) {
            pywriter_lines(writer, "\n\n");
            pywriter_lines(writer, helpers[n].source);
        }
    }
    *written |= wanted;
}
