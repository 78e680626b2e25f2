/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Evaluates expressions, in Kleene's logic: an operator says UNKNOWN only where what is unknown
 * could make a difference.
 */
#include <string.h>

#include "filter/expr_private.h"

struct asked {
	expr_get_fn *get;
	void *ctx;
};

static enum expr_truth truth(const struct expr_node *n, const struct asked *a);

static bool field_value(const struct expr_node *n, const struct asked *a, struct expr_result *r)
{
	struct expr_value v = { 0 };

	if (!a->get(a->ctx, n->field, &v))
		return false;
	r->number = v.is_unsigned ? (expr_number)(uint64_t)v.number : v.number;
	r->text = v.text ? v.text : "";
	r->text_len = v.text_len;
	return true;
}

/* The value of @n into @r; false: it is not known. */
static bool value(const struct expr_node *n, const struct asked *a, struct expr_result *r);

static bool bits_value(const struct expr_node *n, const struct asked *a, struct expr_result *r)
{
	const struct expr_node *kid = n->kid;
	struct expr_result other;

	if (!value(kid, a, r))
		return false;
	while ((kid = kid->next)) {
		if (!value(kid, a, &other))
			return false;
		if (n->op == EXPR_BIT_AND)
			r->number &= other.number;
		else
			r->number |= other.number;
	}
	return true;
}

static bool value(const struct expr_node *n, const struct asked *a, struct expr_result *r)
{
	enum expr_truth t;

	switch (n->op) {
	case EXPR_FIELD:
		return field_value(n, a, r);
	case EXPR_CONST:
		if (n->type == EXPR_TEXT)
			*r = (struct expr_result){ .text = n->text.p, .text_len = n->text.len };
		else
			r->number = n->number;
		return true;
	case EXPR_MINUS:
		if (!value(n->kid, a, r))
			return false;
		r->number = -r->number;
		return true;
	case EXPR_BIT_AND:
	case EXPR_BIT_OR:
		return bits_value(n, a, r);
	default:
		t = truth(n, a);
		r->number = t == EXPR_TRUE;
		return t != EXPR_UNKNOWN;
	}
}

static bool get_nothing(void *ctx, int id, struct expr_value *v)
{
	(void)ctx, (void)id, (void)v;
	return false;
}

struct expr_result expr_constant(const struct expr_node *n)
{
	const struct asked a = { .get = get_nothing };
	struct expr_result r = { 0 };

	value(n, &a, &r);
	return r;
}

/* One of EXPR_LESS, EQUAL and MORE. Texts have no order: they are equal or not. */
static unsigned int compare(enum expr_type type, const struct expr_result *l,
			    const struct expr_result *r)
{
	if (type == EXPR_TEXT)
		return l->text_len == r->text_len && memcmp(l->text, r->text, l->text_len) == 0 ?
			       EXPR_EQUAL :
			       EXPR_LESS;
	if (l->number == r->number)
		return EXPR_EQUAL;
	return l->number < r->number ? EXPR_LESS : EXPR_MORE;
}

static enum expr_truth compare_truth(const struct expr_node *n, const struct asked *a)
{
	struct expr_result l, r;

	if (!value(n->kid, a, &l) || !value(n->kid->next, a, &r))
		return EXPR_UNKNOWN;
	return n->accept & compare(n->kid->type, &l, &r) ? EXPR_TRUE : EXPR_FALSE;
}

static enum expr_truth in_truth(const struct expr_node *n, const struct asked *a)
{
	enum expr_truth t = EXPR_FALSE;
	struct expr_result l, r;

	if (!value(n->kid, a, &l))
		return EXPR_UNKNOWN;
	for (const struct expr_node *kid = n->kid->next; kid; kid = kid->next) {
		if (!value(kid, a, &r))
			t = EXPR_UNKNOWN;
		else if (compare(kid->type, &l, &r) == EXPR_EQUAL)
			return EXPR_TRUE;
	}
	return t;
}

static enum expr_truth match_truth(const struct expr_node *n, const struct asked *a)
{
	struct expr_result r;

	return value(n->kid, a, &r) ? expr_match(n, &r) : EXPR_UNKNOWN;
}

/* OR is done with the first TRUE, AND with the first FALSE. */
static enum expr_truth join_truth(const struct expr_node *n, const struct asked *a)
{
	enum expr_truth decides = n->op == EXPR_OR ? EXPR_TRUE : EXPR_FALSE;
	enum expr_truth t = n->op == EXPR_OR ? EXPR_FALSE : EXPR_TRUE;

	for (const struct expr_node *kid = n->kid; kid; kid = kid->next) {
		enum expr_truth k = truth(kid, a);

		if (k == decides)
			return k;
		if (k == EXPR_UNKNOWN)
			t = EXPR_UNKNOWN;
	}
	return t;
}

static enum expr_truth not_truth(const struct expr_node *n, const struct asked *a)
{
	enum expr_truth t = truth(n->kid, a);

	if (t == EXPR_UNKNOWN)
		return t;
	return t == EXPR_TRUE ? EXPR_FALSE : EXPR_TRUE;
}

static enum expr_truth truth(const struct expr_node *n, const struct asked *a)
{
	struct expr_result r;

	switch (n->op) {
	case EXPR_OR:
	case EXPR_AND:
		return join_truth(n, a);
	case EXPR_NOT:
		return not_truth(n, a);
	case EXPR_COMPARE:
		return compare_truth(n, a);
	case EXPR_IN:
		return in_truth(n, a);
	case EXPR_MATCH_HALVES:
	case EXPR_MATCH_GLOB:
	case EXPR_MATCH_REGEX:
		return match_truth(n, a);
	default:
		if (!value(n, a, &r))
			return EXPR_UNKNOWN;
		return r.number ? EXPR_TRUE : EXPR_FALSE;
	}
}

enum expr_truth expr_eval(const struct expr *e, expr_get_fn *get, void *ctx)
{
	const struct asked a = { get, ctx };

	return truth(e->root, &a);
}
