/* SPDX-License-Identifier: GPL-2.0-only */
/* What has to hold, whatever else an expression asks for. */
#include <string.h>

#include "filter/expr_private.h"

static bool is_field(const struct expr_node *n, int id)
{
	return n->op == EXPR_FIELD && n->field == id;
}

/* The text that @n compares the field with, or the glob that it matches it against, into @glob. */
static bool take_text(const struct expr_node *n, int id, char *glob, size_t size)
{
	const struct expr_node *a = n->kid, *b = a ? a->next : NULL;
	size_t head_len;

	if (n->op == EXPR_MATCH_HALVES && is_field(a, id) && n->text.len + 2 <= size) {
		head_len = n->text.head_len;
		memcpy(glob, n->text.p, head_len);
		glob[head_len] = '*';
		memcpy(glob + head_len + 1, n->text.p + head_len, n->text.len - head_len);
		glob[n->text.len + 1] = '\0';
		return true;
	}
	if (n->op != EXPR_COMPARE || n->accept != EXPR_EQUAL || !b)
		return false;
	if (is_field(b, id)) {
		b = a;
		a = n->kid->next;
	}
	if (!is_field(a, id) || b->op != EXPR_CONST || b->type != EXPR_TEXT ||
	    b->text.len >= size || memchr(b->text.p, '\0', b->text.len) || expr_is_glob(b->text.p))
		return false;
	memcpy(glob, b->text.p, b->text.len);
	glob[b->text.len] = '\0';
	return true;
}

static bool require(const struct expr_node *n, int id, char *glob, size_t size)
{
	const struct expr_node *kid;

	if (n->op != EXPR_AND)
		return take_text(n, id, glob, size);
	for (kid = n->kid; kid; kid = kid->next)
		if (require(kid, id, glob, size))
			return true;
	return false;
}

bool expr_requires_text(const struct expr *e, int id, char *glob, size_t size)
{
	return require(e->root, id, glob, size);
}
