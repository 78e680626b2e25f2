/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patterns of expressions: globs, where a / is a character as any other, and POSIX extended regular
 * expressions. Most globs have one star and nothing else to interpret: their text is kept without
 * the star, and nobody has to copy and interpret anything for each call.
 */
#include <fnmatch.h>
#include <string.h>

#include "filter/expr_private.h"

static const char special[] = "*?[\\";

bool expr_is_glob(const char *text)
{
	return strpbrk(text, special);
}

/* Where the only special character of @glob is, if that is a *; or NULL. */
static char *lone_star(char *glob)
{
	char *first = strpbrk(glob, special);

	return first && *first == '*' && !strpbrk(first + 1, special) ? first : NULL;
}

void expr_set_glob(struct expr_node *n, char *glob, size_t len)
{
	char *star = lone_star(glob);

	n->op = EXPR_MATCH_GLOB;
	n->text.p = glob;
	n->text.len = len;
	if (!star)
		return;
	n->op = EXPR_MATCH_HALVES;
	n->text.head_len = (size_t)(star - glob);
	n->text.len--;
	memmove(star, star + 1, n->text.len - n->text.head_len + 1);
}

int expr_set_regex(const struct expr_source *src, struct expr_node *n, const struct expr_token *tok)
{
	char why[128];
	int err = regcomp(&n->regex, tok->text, REG_EXTENDED | REG_NOSUB);

	if (err) {
		regerror(err, &n->regex, why, sizeof(why));
		return expr_fail(src, tok->at, "this regex is wrong: %s", why);
	}
	n->op = EXPR_MATCH_REGEX; /* from now on there is something to free */
	return 0;
}

static bool has_halves(const struct expr_node *n, const char *text, size_t len)
{
	size_t head_len = n->text.head_len, tail_len = n->text.len - head_len;

	return len >= n->text.len && memcmp(text, n->text.p, head_len) == 0 &&
	       memcmp(text + len - tail_len, n->text.p + head_len, tail_len) == 0;
}

/* regexec() may allocate, inside libc. */
enum expr_truth expr_match(const struct expr_node *n, const struct expr_result *r)
{
	char text[EXPR_TEXT_BYTES + 1];
	bool matches;

	if (n->op == EXPR_MATCH_HALVES)
		return has_halves(n, r->text, r->text_len) ? EXPR_TRUE : EXPR_FALSE;
	if (r->text_len >= sizeof(text))
		return EXPR_UNKNOWN;
	memcpy(text, r->text, r->text_len);
	text[r->text_len] = '\0';
	if (n->op == EXPR_MATCH_GLOB)
		matches = fnmatch(n->text.p, text, 0) == 0;
	else
		matches = regexec(&n->regex, text, 0, NULL, 0) == 0;
	return matches ? EXPR_TRUE : EXPR_FALSE;
}
