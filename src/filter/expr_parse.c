/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads an expression by recursive descent. What binds least comes first:
 *
 *	either:     both { || both }
 *	both:       condition { && condition }
 *	condition:  { ! } comparison
 *	comparison: bits [ == bits | =~ pattern | [not] in ( bits { , bits } ) ]
 *	bits:       constants { & constants }
 *	constants:  signed { | signed }
 *	signed:     { - } operand
 *	operand:    ( either ) | field | word | number | "text"
 *
 * Other than in C, & and | bind closer than comparisons, and | closer than &, so that
 * `args.flags & CREAT|EXCL == 0` is what it looks like; and ! negates the comparison behind it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter/expr_private.h"

struct parser {
	struct expr_lexer lex;
	struct expr_token tok; /* the one we look at */
	struct expr_checker check;
	struct expr *e;
	unsigned int depth; /* of parentheses */
};

static int either(struct parser *p, struct expr_node **out);

/* --- Nodes and tokens ------------------------------------------------------------------------- */

static int advance(struct parser *p)
{
	return expr_lex(&p->lex, &p->tok);
}

/* Every node stands for a token of its own, so there is room. */
static struct expr_node *new_node(struct parser *p, enum expr_op op, enum expr_type type)
{
	struct expr_node *n = &p->e->nodes[p->e->node_cnt++];

	*n = (struct expr_node){ .op = op, .type = type, .at = p->tok.at, .end = p->tok.end };
	return n;
}

/* Appends @kid behind @last, its last kid so far, or NULL. */
static void append(struct expr_node *n, struct expr_node *last, struct expr_node *kid)
{
	if (last) {
		last->next = kid;
		n->constant &= kid->constant;
	} else {
		n->kid = kid;
		n->constant = kid->constant;
		if (kid->at < n->at)
			n->at = kid->at;
	}
	if (kid->end > n->end)
		n->end = kid->end;
}

static int expect(struct parser *p, enum expr_token_kind kind, const char *what)
{
	if (p->tok.kind != kind)
		return expr_fail(&p->lex.src, p->tok.at, "%s is missing here", what);
	return advance(p);
}

/* --- Operands --------------------------------------------------------------------------------- */

static int name(struct parser *p, struct expr_node **out)
{
	const struct expr_fields *f = p->check.fields;
	enum expr_type type = EXPR_NUMBER;
	int id = f->find(f->arg, p->tok.name, p->tok.len, &type);
	struct expr_node *n;

	if (id < 0 && id != -ENOENT)
		return id;
	if (id >= 0) {
		n = new_node(p, EXPR_FIELD, type);
		n->field = id;
	} else {
		n = new_node(p, EXPR_WORD, EXPR_NUMBER);
		n->constant = true;
		n->text.p = p->tok.name;
		n->text.len = p->tok.len;
	}
	*out = n;
	return advance(p);
}

static int constant(struct parser *p, struct expr_node **out)
{
	struct expr_node *n;

	if (p->tok.kind == TOKEN_STRING) {
		n = new_node(p, EXPR_CONST, EXPR_TEXT);
		n->text.p = p->tok.text;
		n->text.len = p->tok.len;
	} else {
		n = new_node(p, EXPR_CONST, p->tok.type);
		n->number = p->tok.number;
	}
	n->constant = true;
	*out = n;
	return advance(p);
}

static int parenthesised(struct parser *p, struct expr_node **out)
{
	size_t at = p->tok.at, end;
	int err;

	if (p->depth == EXPR_DEPTH)
		return expr_fail(&p->lex.src, at, "there are more than %d parentheses around this",
				 EXPR_DEPTH);
	p->depth++;
	err = advance(p);
	if (!err)
		err = either(p, out);
	end = p->tok.end;
	if (!err)
		err = expect(p, TOKEN_CLOSE, "a )");
	if (err)
		return err;
	p->depth--;
	(*out)->at = at;
	(*out)->end = end;
	return 0;
}

static int operand(struct parser *p, struct expr_node **out)
{
	switch (p->tok.kind) {
	case TOKEN_OPEN:
		return parenthesised(p, out);
	case TOKEN_NAME:
		return name(p, out);
	case TOKEN_NUMBER:
	case TOKEN_STRING:
		return constant(p, out);
	case TOKEN_REGEX:
		return expr_fail(&p->lex.src, p->tok.at,
				 "a /regex/ comes behind =~ or !~; text is written in quotes");
	case TOKEN_END:
		return expr_fail(&p->lex.src, p->tok.at,
				 "a field or a value is missing at the end");
	default:
		return expr_fail(&p->lex.src, p->tok.at, "a field or a value is missing here");
	}
}

/* A loop rather than recursion, so that nobody's minus signs fill the stack: - - is nothing. */
static int signed_operand(struct parser *p, struct expr_node **out)
{
	struct expr_node *minus = NULL;
	bool negative = false;
	int err = 0;

	for (; !err && p->tok.kind == TOKEN_MINUS; err = advance(p)) {
		if (!minus)
			minus = new_node(p, EXPR_MINUS, EXPR_NUMBER);
		negative = !negative;
	}
	if (!err)
		err = operand(p, out);
	if (err || !minus)
		return err;
	append(minus, NULL, *out);
	err = expr_check_minus(&p->check, minus);
	if (err || !negative)
		return err;
	minus->type = (*out)->type;
	*out = minus;
	return 0;
}

/* --- Chains of one operator ------------------------------------------------------------------- */

struct level {
	int (*read)(struct parser *p, struct expr_node **out);
	enum expr_token_kind sign;
	enum expr_op op;
	enum expr_type type;
	int (*check)(const struct expr_checker *c, struct expr_node *n);
};

/* Reads operands with a sign between them. One alone stays what it is; several have a node. */
static int chain(struct parser *p, const struct level *l, struct expr_node **out)
{
	struct expr_node *n, *last, *kid;
	int err = l->read(p, out);

	if (err || p->tok.kind != l->sign)
		return err;
	n = new_node(p, l->op, l->type);
	append(n, NULL, *out);
	for (last = *out; p->tok.kind == l->sign; last = kid) {
		err = advance(p);
		if (!err)
			err = l->read(p, &kid);
		if (err)
			return err;
		append(n, last, kid);
	}
	*out = n;
	return l->check(&p->check, n);
}

static int constants(struct parser *p, struct expr_node **out)
{
	static const struct level level = { signed_operand, TOKEN_BIT_OR, EXPR_BIT_OR, EXPR_NUMBER,
					    expr_check_bit_or };

	return chain(p, &level, out);
}

static int bits(struct parser *p, struct expr_node **out)
{
	static const struct level level = { constants, TOKEN_BIT_AND, EXPR_BIT_AND, EXPR_NUMBER,
					    expr_check_bit_and };

	return chain(p, &level, out);
}

/* --- Comparisons ------------------------------------------------------------------------------ */

static int compare(struct parser *p, struct expr_node **out)
{
	struct expr_node *n = new_node(p, EXPR_COMPARE, EXPR_BOOL), *l = *out, *r;
	int err;

	n->accept = (unsigned int)p->tok.number;
	err = advance(p);
	if (!err)
		err = bits(p, &r);
	if (err)
		return err;
	append(n, NULL, l);
	append(n, l, r);
	*out = n;
	return expr_check_compare(&p->check, n);
}

static int in(struct parser *p, struct expr_node **out)
{
	struct expr_node *n = new_node(p, EXPR_IN, EXPR_BOOL), *last = *out, *kid;
	int err = advance(p);

	append(n, NULL, last);
	if (!err && p->tok.kind != TOKEN_OPEN)
		err = expr_fail(&p->lex.src, p->tok.at, "a list is missing here: in (A, B)");
	if (err)
		return err;
	do {
		err = advance(p);
		if (!err)
			err = bits(p, &kid);
		if (err)
			return err;
		append(n, last, kid);
		last = kid;
	} while (p->tok.kind == TOKEN_COMMA);
	n->end = p->tok.end;
	err = expect(p, TOKEN_CLOSE, "a , or )");
	if (err)
		return err;
	*out = n;
	return expr_check_compare(&p->check, n);
}

/* Puts @n under a NOT. There is a token for it: !, not, or the ! of !~. */
static struct expr_node *negated(struct parser *p, struct expr_node *n)
{
	struct expr_node *not = new_node(p, EXPR_NOT, EXPR_BOOL);

	not ->at = n->at;
	not ->end = n->end;
	append(not, NULL, n);
	return not ;
}

/* --- Patterns --------------------------------------------------------------------------------- */

/* The right side of =~; @n is its node, whose kid is the left side. */
static int pattern(struct parser *p, struct expr_node *n)
{
	struct expr_node *literal;
	int err;

	if (p->tok.kind == TOKEN_REGEX) {
		err = expr_set_regex(&p->lex.src, n, &p->tok);
	} else if (p->tok.kind != TOKEN_STRING) {
		err = expr_fail(&p->lex.src, p->tok.at,
				"a pattern is missing here: \"glob*\" or /regex/");
	} else if (expr_is_glob(p->tok.text)) {
		expr_set_glob(n, p->tok.text, p->tok.len);
		err = 0;
	} else {
		n->op = EXPR_COMPARE;
		n->accept = EXPR_EQUAL;
		err = constant(p, &literal);
		if (!err)
			append(n, n->kid, literal);
		return err;
	}
	n->end = p->tok.end;
	return err ? err : advance(p);
}

static int match(struct parser *p, struct expr_node **out)
{
	struct expr_node *n = new_node(p, EXPR_COMPARE, EXPR_BOOL);
	bool no = p->tok.kind == TOKEN_NO_MATCH;
	int err = expr_check_match(&p->check, *out, p->tok.at);

	append(n, NULL, *out);
	if (!err)
		err = advance(p);
	if (!err)
		err = pattern(p, n);
	*out = no ? negated(p, n) : n;
	return err;
}

/* --- Conditions ------------------------------------------------------------------------------- */

static int not_in(struct parser *p, struct expr_node **out)
{
	int err = advance(p);

	if (!err && p->tok.kind != TOKEN_IN)
		err = expr_fail(&p->lex.src, p->tok.at, "an 'in' is missing here");
	if (!err)
		err = in(p, out);
	if (!err)
		*out = negated(p, *out);
	return err;
}

static int comparison(struct parser *p, struct expr_node **out)
{
	int err = bits(p, out);

	if (err)
		return err;
	switch (p->tok.kind) {
	case TOKEN_COMPARE:
		err = compare(p, out);
		break;
	case TOKEN_MATCH:
	case TOKEN_NO_MATCH:
		err = match(p, out);
		break;
	case TOKEN_IN:
		err = in(p, out);
		break;
	case TOKEN_NOT:
		err = not_in(p, out);
		break;
	default:
		return 0;
	}
	if (!err && p->tok.kind == TOKEN_COMPARE)
		err = expr_fail(&p->lex.src, p->tok.at,
				"a comparison has two sides: write A < B && B < C");
	return err;
}

/* A loop, as that for minus signs. */
static int condition(struct parser *p, struct expr_node **out)
{
	bool negate = false, any = false;
	int err = 0;

	for (; !err && p->tok.kind == TOKEN_NOT; err = advance(p)) {
		negate = !negate;
		any = true;
	}
	if (!err)
		err = comparison(p, out);
	if (!err && any)
		err = expr_check_condition(&p->check, *out);
	if (!err && negate)
		*out = negated(p, *out);
	return err;
}

static int both(struct parser *p, struct expr_node **out)
{
	static const struct level level = { condition, TOKEN_AND, EXPR_AND, EXPR_BOOL,
					    expr_check_conditions };

	return chain(p, &level, out);
}

static int either(struct parser *p, struct expr_node **out)
{
	static const struct level level = { both, TOKEN_OR, EXPR_OR, EXPR_BOOL,
					    expr_check_conditions };

	return chain(p, &level, out);
}

/* --- The whole -------------------------------------------------------------------------------- */

static int whole(struct parser *p)
{
	struct expr_node **root = &p->e->root;
	int err = advance(p);

	if (!err && p->tok.kind == TOKEN_END)
		return expr_fail(&p->lex.src, 0, "there is no expression");
	if (!err)
		err = either(p, root);
	if (err)
		return err;
	if (p->tok.kind == TOKEN_CLOSE)
		return expr_fail(&p->lex.src, p->tok.at, "there is no ( that this belongs to");
	if (p->tok.kind != TOKEN_END)
		return expr_fail(&p->lex.src, p->tok.at,
				 "an operator, such as && or ==, is missing here");
	return expr_check_condition(&p->check, *root);
}

static struct expr *new_expr(size_t len)
{
	struct expr *e = calloc(1, sizeof(*e) + (len + 1) * sizeof(*e->nodes));

	if (!e)
		return NULL;
	e->texts = malloc(len + 1);
	if (!e->texts) {
		free(e);
		return NULL;
	}
	return e;
}

int expr_parse(const char *text, const struct expr_fields *fields, const struct diag *d,
	       struct expr **out)
{
	struct parser p = {
		.lex.src = { .text = text, .len = strlen(text), .diag = d },
		.check = { .src = &p.lex.src, .fields = fields },
	};
	int err;

	if (p.lex.src.len > EXPR_TEXT_BYTES)
		return expr_fail(&p.lex.src, EXPR_TEXT_BYTES, "an expression ends after %d bytes",
				 EXPR_TEXT_BYTES);
	p.e = new_expr(p.lex.src.len);
	if (!p.e)
		return -ENOMEM;
	p.lex.texts = p.e->texts;
	err = whole(&p);
	if (err) {
		expr_free(p.e);
		return err;
	}
	*out = p.e;
	return 0;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->node_cnt; i++)
		if (e->nodes[i].op == EXPR_MATCH_REGEX)
			regfree(&e->nodes[i].regex);
	free(e->texts);
	free(e);
}

bool expr_uses(const struct expr *e, int id)
{
	for (size_t i = 0; i < e->node_cnt; i++)
		if (e->nodes[i].op == EXPR_FIELD && e->nodes[i].field == id)
			return true;
	return false;
}
