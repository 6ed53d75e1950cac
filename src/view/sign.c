/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "src/output/safe.h"
#include "src/view/view.h"

static const struct {
    const char *drawn, *ascii;
} signs[SIGN_COUNT] = {
    [SIGN_CURRENT] = {"▶", ">"},    [SIGN_BREAKPOINT] = {"●", "*"}, [SIGN_DANGER] = {"✖", "X"},
    [SIGN_SUSPICIOUS] = {"◆", "?"}, [SIGN_INFO] = {"·", "i"},       [SIGN_DONE] = {"✓", "v"},
    [SIGN_PENDING] = {"…", "~"},    [SIGN_CHANGED] = {"+", "+"},    [SIGN_ARROW] = {"→", "->"},
    [SIGN_BAR] = {"│", "|"},        [SIGN_MORE] = {"…", "..."},     [SIGN_INTO] = {"›", ">"},
    [SIGN_DOT] = {"·", "-"},        [SIGN_LINE] = {"─", "-"},       [SIGN_BOOKMARK] = {"■", "@"},
    [SIGN_THREAD] = {"┃", "|"},     [SIGN_STRAND] = {"╎", ":"},     [SIGN_EVENT] = {"•", "o"},
    [SIGN_BROKEN] = {"!", "!"},     [SIGN_UNREAD] = {"░", "."},     [SIGN_FOLDED] = {"▸", "+"},
    [SIGN_UNFOLDED] = {"▾", "-"},   [SIGN_CYCLE] = {"↺", "@"},      [SIGN_PARTS] = {"≠", "!"},
    [SIGN_ABOVE] = {"↑", "^"},      [SIGN_BELOW] = {"↓", "v"},
};

const char *view_sign(enum view_sign sign)
{
    return safe_is_utf8() ? signs[sign].drawn : signs[sign].ascii;
}
