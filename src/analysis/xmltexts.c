/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that stand in XML: xml.etree.ElementTree.fromstring, plistlib.loads. An element is an object that
 * keeps its tag, its text, a dict of its attributes and a list of its children. What is more than elements,
 * attributes and plain text of ASCII is refused. */
#include <string.h>

#include "src/analysis/models.h"
#include "src/analysis/render.h"

/* ---- Reading --------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 12, TAG, TEXT, ATTRIBUTES, CHILDREN, PARTS };

struct xml {
    struct evaluator *ev;
    const char *at, *end;
    struct meaning *open[DEPTH_MAX]; /* elements that are not closed yet */
    unsigned depth;
    const struct meaning *root;
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_blanks(struct xml *xml)
{
    while (xml->at < xml->end && is_blank(*xml->at))
        xml->at++;
}

static bool begins(const struct xml *xml, const char *text)
{
    size_t n = strlen(text);
    return (size_t)(xml->end - xml->at) >= n && memcmp(xml->at, text, n) == 0;
}

/* Moves behind the next place of a text. False: there is none. */
static bool skip_to(struct xml *xml, const char *text)
{
    const char *place = memmem(xml->at, (size_t)(xml->end - xml->at), text, strlen(text));
    if (place)
        xml->at = place + strlen(text);
    return place != NULL;
}

static const struct meaning *take_name(struct xml *xml)
{
    const char *from = xml->at;
    for (; xml->at < xml->end; xml->at++) {
        char c = *xml->at, low = (char)(c | 0x20);
        bool is_first = (low >= 'a' && low <= 'z') || c == '_';
        bool is_next = (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!is_first && !(is_next && xml->at > from))
            break;
    }
    return xml->at > from
               ? meaning_text(&xml->ev->store, MEANING_TEXT, from, (size_t)(xml->at - from))
               : NULL;
}

/* A reference behind '&'. */
static bool take_reference(struct xml *xml, struct buf *out)
{
    static const struct {
        const char *name;
        char character;
    } names[] = {{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (!begins(xml, names[k].name))
            continue;
        xml->at += strlen(names[k].name);
        buf_char(out, names[k].character);
        return true;
    }
    const char *close = memchr(xml->at, ';', (size_t)(xml->end - xml->at));
    bool is_hex = begins(xml, "#x");
    int64_t code;
    if (!begins(xml, "#") || !close || close - xml->at > 8)
        return false;
    struct meaning digits = {.kind = MEANING_TEXT,
                             .text = xml->at + 1 + is_hex,
                             .text_len = (size_t)(close - xml->at) - 1 - is_hex};
    xml->at = close + 1;
    return render_int(&digits, is_hex ? 16 : 10, &code) && code >= ' ' && code < 0x7f &&
           render_character(code, out);
}

/* Characters up to one of those that end them. */
static const struct meaning *take_text(struct xml *xml, const char *ends)
{
    struct buf out = {.limit = MEANING_TEXT_MAX};
    bool good = true;
    while (good && xml->at < xml->end && !(*xml->at && strchr(ends, *xml->at))) {
        char c = *xml->at++;
        good = c > 0 && c < 0x7f && c != '\r';
        if (c == '&')
            good = take_reference(xml, &out);
        else
            buf_char(&out, c);
    }
    if (!good || !ev_spend(xml->ev, out.len)) {
        buf_free(&out);
        return NULL;
    }
    return meaning_buf(&xml->ev->store, MEANING_TEXT, &out);
}

static bool take_attributes(struct xml *xml, struct meaning *dict)
{
    for (skip_blanks(xml); xml->at < xml->end && *xml->at != '>' && *xml->at != '/';
         skip_blanks(xml)) {
        const struct meaning *name = take_name(xml);
        skip_blanks(xml);
        if (!name || xml->at == xml->end || *xml->at++ != '=')
            return false;
        skip_blanks(xml);
        char quote[2] = {xml->at < xml->end ? *xml->at++ : '\0'};
        bool is_quote = quote[0] == '"' || quote[0] == '\'';
        const struct meaning *value = is_quote ? take_text(xml, quote) : NULL;
        if (!value || xml->at == xml->end || memchr(value->text, '\n', value->text_len))
            return false;
        xml->at++;
        ev_put(xml->ev, dict, name, value);
    }
    return !dict->is_lost;
}

/* A new element, in the one that is open. */
static bool open_element(struct xml *xml)
{
    struct meaning_store *store = &xml->ev->store;
    const struct meaning *class = meaning_named(store, "xml.etree.ElementTree", "fromstring");
    struct meaning *element = class ? meaning_new(store, MEANING_OBJECT) : NULL;
    struct meaning *attributes = meaning_new(store, MEANING_DICT);
    const struct meaning *parts[PARTS] = {[TAG] = take_name(xml),
                                          [TEXT] = meaning_none(store),
                                          [ATTRIBUTES] = attributes,
                                          [CHILDREN] = meaning_new(store, MEANING_LIST)};
    if (!element || !attributes || !parts[TAG] || !parts[TEXT] || !parts[CHILDREN] ||
        xml->depth == DEPTH_MAX || !take_attributes(xml, attributes))
        return false;
    element->module = class->module;
    element->module_len = class->module_len;
    element->text = class->text;
    element->text_len = class->text_len;
    for (int k = 0; k < PARTS; k++)
        meaning_add(store, element, parts[k]);
    if (xml->depth)
        meaning_add(store, (struct meaning *)xml->open[xml->depth - 1]->items[CHILDREN], element);
    else if (xml->root)
        return false;
    else
        xml->root = element;
    bool is_closed = begins(xml, "/>");
    if (!is_closed && !begins(xml, ">"))
        return false;
    xml->at += is_closed ? 2 : 1;
    if (!is_closed)
        xml->open[xml->depth++] = element;
    return true;
}

static bool close_element(struct xml *xml)
{
    const struct meaning *name = take_name(xml);
    skip_blanks(xml);
    return xml->depth && name && meaning_equal(xml->open[--xml->depth]->items[TAG], name) &&
           begins(xml, ">") && xml->at++;
}

/* Text in front of the first child is the element's; between children there may be blanks. */
static bool take_content(struct xml *xml)
{
    struct meaning *inner = xml->depth ? xml->open[xml->depth - 1] : NULL;
    const struct meaning *text = take_text(xml, "<");
    bool is_text = text && text->text_len > 0;
    if (!text)
        return false;
    for (size_t k = 0; !inner && k < text->text_len; k++) {
        if (!is_blank(text->text[k]))
            return false;
    }
    if (inner && is_text && inner->items[CHILDREN]->n_items == 0 &&
        inner->items[TEXT]->kind == MEANING_NONE)
        inner->items[TEXT] = text;
    return true;
}

/* The root of a document, or NULL. */
static const struct meaning *read_xml(struct evaluator *ev, const struct meaning *text)
{
    struct xml xml = {.ev = ev, .at = text->text, .end = text->text + text->text_len};
    bool good = ev_spend(ev, text->text_len);
    while (good && xml.at < xml.end) {
        if (!ev_spend(ev, 1))
            return NULL;
        bool is_head = xml.depth == 0 && !xml.root;
        if (is_head && begins(&xml, "<?xml"))
            good = skip_to(&xml, "?>");
        else if (is_head && begins(&xml, "<!DOCTYPE"))
            good = skip_to(&xml, ">") && !memchr(text->text, '[', (size_t)(xml.at - text->text));
        else if (begins(&xml, "</"))
            good = (xml.at += 2) && close_element(&xml);
        else if (begins(&xml, "<"))
            good = xml.at++ && open_element(&xml);
        else
            good = take_content(&xml);
    }
    return good && xml.depth == 0 ? xml.root : NULL;
}

static const struct meaning *document(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *text = arg(ev, args, 0);
    bool is_text = text->kind == MEANING_TEXT || text->kind == MEANING_BYTES;
    return is_text && args->n == 1 && text->text_len ? read_xml(ev, text) : NULL;
}

/* ---- Elements -------------------------------------------------------------------------------- */

static const struct meaning *element_arg(struct evaluator *ev, const struct arguments *args)
{
    const struct meaning *element = arg_of_kind(ev, args, 0, MEANING_OBJECT);
    return element && element->n_items == PARTS ? element : NULL;
}

MODEL_RUN(model_fromstring)
{
    (void)model;
    return document(ev, args);
}

/* tag, text, attrib: number is which. */
MODEL_RUN(model_part)
{
    const struct meaning *element = element_arg(ev, args);
    return element ? element->items[model->number] : NULL;
}

/* get(name, default) */
MODEL_RUN(model_get)
{
    const struct meaning *element = element_arg(ev, args);
    const struct meaning *found =
        element ? ev_lookup(ev, element->items[ATTRIBUTES], arg(ev, args, 1)) : NULL;
    (void)model;
    return found ? found : arg(ev, args, 2);
}

/* element[n] */
MODEL_RUN(model_child)
{
    const struct meaning *element = element_arg(ev, args);
    (void)model;
    return element ? ev_subscript(ev, element->items[CHILDREN], args->items[1]) : NULL;
}

MODEL_RUN(model_children)
{
    const struct meaning *element = element_arg(ev, args);
    (void)model;
    return element ? ev_iterator(ev, element->items[CHILDREN]) : NULL;
}

/* find(tag), findtext: number 1. */
MODEL_RUN(model_find)
{
    const struct meaning *element = element_arg(ev, args);
    const struct meaning *tag = arg_of_kind(ev, args, 1, MEANING_TEXT);
    const struct meaning *children = element && tag ? element->items[CHILDREN] : NULL;
    for (uint32_t k = 0; children && k < children->n_items && ev_spend(ev, 1); k++) {
        const struct meaning *child = children->items[k], *text = child->items[TEXT];
        if (!meaning_equal(child->items[TAG], tag))
            continue;
        bool is_empty = text->kind == MEANING_NONE;
        return model->number == 0 ? child
               : is_empty         ? meaning_text(&ev->store, MEANING_TEXT, "", 0)
                                  : text;
    }
    return NULL;
}

/* ---- Property lists -------------------------------------------------------------------------- */

static const struct meaning *plist_value(struct evaluator *ev, const struct meaning *element);

static const struct meaning *plist_dict(struct evaluator *ev, const struct meaning *children)
{
    struct meaning *dict = meaning_new(&ev->store, MEANING_DICT);
    for (uint32_t k = 0; dict && k + 1 < children->n_items; k += 2) {
        const struct meaning *key = children->items[k];
        const struct meaning *value = plist_value(ev, children->items[k + 1]);
        if (!meaning_says(key->items[TAG], "key") || !value)
            return NULL;
        ev_put(ev, dict, key->items[TEXT], value);
    }
    return children->n_items % 2 == 0 ? dict : NULL;
}

static const struct meaning *plist_array(struct evaluator *ev, const struct meaning *children)
{
    struct meaning *list = meaning_new(&ev->store, MEANING_LIST);
    for (uint32_t k = 0; list && k < children->n_items; k++) {
        const struct meaning *value = plist_value(ev, children->items[k]);
        if (!value)
            return NULL;
        meaning_add(&ev->store, list, value);
    }
    return list;
}

/* No deeper than elements are. */
static const struct meaning *plist_value(struct evaluator *ev, const struct meaning *element)
{
    const struct meaning *tag = element->items[TAG], *text = element->items[TEXT];
    int64_t number;
    if (!ev_spend(ev, 1))
        return NULL;
    if (meaning_says(tag, "dict"))
        return plist_dict(ev, element->items[CHILDREN]);
    if (meaning_says(tag, "array"))
        return plist_array(ev, element->items[CHILDREN]);
    if (meaning_says(tag, "true") || meaning_says(tag, "false"))
        return meaning_bool(&ev->store, meaning_says(tag, "true"));
    if (meaning_says(tag, "string"))
        return text->kind == MEANING_TEXT ? text : meaning_text(&ev->store, MEANING_TEXT, "", 0);
    if (meaning_says(tag, "integer") && text->kind == MEANING_TEXT && render_int(text, 10, &number))
        return meaning_int(&ev->store, number);
    if (meaning_says(tag, "data") && text->kind == MEANING_TEXT)
        return coder_decode(ev, codec_base64, text, MEANING_BYTES);
    return NULL;
}

MODEL_RUN(model_plist)
{
    const struct meaning *root = meaning_is(arg(ev, args, 0), MEANING_BYTES) && args->n_named == 0
                                     ? document(ev, args)
                                     : NULL;
    (void)model;
    if (!root || !meaning_says(root->items[TAG], "plist") || root->items[CHILDREN]->n_items != 1)
        return NULL;
    return plist_value(ev, root->items[CHILDREN]->items[0]);
}

/* ---- The tables ------------------------------------------------------------------------------ */

#define ELEMENT(method, min_args, run, number)                                                     \
    {                                                                                              \
        "xml.etree.ElementTree", "fromstring." method, min_args, run, number, NULL                 \
    }

/* clang-format off */
const struct model xml_models[] = {
    {"xml.etree.ElementTree", "fromstring", 1, model_fromstring, 0, NULL},
    {"xml.etree.ElementTree", "XML", 1, model_fromstring, 0, NULL},
    ELEMENT("get", 2, model_get, 0),
    ELEMENT("find", 2, model_find, 0),
    ELEMENT("findtext", 2, model_find, 1),
    ELEMENT("__getitem__", 2, model_child, 0),
    ELEMENT("__iter__", 1, model_children, 0),
    {"plistlib", "loads", 1, model_plist, 0, NULL},
};
const size_t n_xml_models = sizeof xml_models / sizeof xml_models[0];

const struct model xml_attributes[] = {
    ELEMENT("tag", 1, model_part, TAG),
    ELEMENT("text", 1, model_part, TEXT),
    ELEMENT("attrib", 1, model_part, ATTRIBUTES),
};
/* clang-format on */
const size_t n_xml_attributes = sizeof xml_attributes / sizeof xml_attributes[0];
