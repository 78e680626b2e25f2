/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The types of expressions: what may stand beside what, and sentences for what may not. Here words
 * such as CREAT become numbers too, because what they mean hangs on the field beside them.
 */
#include <errno.h>
#include <string.h>

#include "filter/expr_private.h"
#include "util/nearest.h"

/* A piece of the source in a sentence. */
enum { PIECE_BYTES = 48 };

struct piece {
	char s[PIECE_BYTES];
};

static struct piece piece(const struct expr_checker *c, const struct expr_node *n)
{
	static const char more[] = "...";
	size_t len = n->end - n->at;
	struct piece p = { "" };

	if (len < sizeof(p.s)) {
		memcpy(p.s, c->src->text + n->at, len);
	} else {
		memcpy(p.s, c->src->text + n->at, sizeof(p.s) - sizeof(more));
		memcpy(p.s + sizeof(p.s) - sizeof(more), more, sizeof(more));
	}
	return p;
}

static const char *type_name(const struct expr_node *n)
{
	switch (n->type) {
	case EXPR_NUMBER:
		return "a number";
	case EXPR_TIME:
		return "a time";
	case EXPR_TEXT:
		return "text";
	case EXPR_BOOL:
		break;
	}
	return "true or false";
}

/* The field in @n that gives its words a meaning, or NULL. */
static const struct expr_node *field_in(const struct expr_node *n)
{
	if (n->op == EXPR_FIELD)
		return n;
	if (n->op != EXPR_BIT_AND && n->op != EXPR_MINUS)
		return NULL;
	for (n = n->kid; n; n = n->next) {
		const struct expr_node *field = field_in(n);

		if (field)
			return field;
	}
	return NULL;
}

static const struct expr_node *word_in(const struct expr_node *n)
{
	if (n->op == EXPR_WORD)
		return n;
	if (!n->constant || n->op < EXPR_BIT_AND)
		return NULL;
	for (n = n->kid; n; n = n->next) {
		const struct expr_node *word = word_in(n);

		if (word)
			return word;
	}
	return NULL;
}

/* --- Words ------------------------------------------------------------------------------------ */

/* The fields that may be meant by @word, as the end of a sentence. */
static const char *hint(const struct expr_checker *c, const struct expr_node *word,
			struct nearest *near)
{
	const char *name;

	nearest_init(near, word->text.p, word->text.len);
	for (size_t i = 0; (name = c->fields->name_at(c->fields->arg, i)); i++)
		nearest_offer(near, name);
	return nearest_hint(near);
}

static int fail_no_field(const struct expr_checker *c, const struct expr_node *word,
			 const char *advice)
{
	struct nearest near;

	return expr_fail(c->src, word->at, "there is no field '%s'%s%s", piece(c, word).s, advice,
			 hint(c, word, &near));
}

/* @word stands beside @other, which gives it no meaning. */
static int fail_word(const struct expr_checker *c, const struct expr_node *word,
		     const struct expr_node *other)
{
	switch (other->type) {
	case EXPR_TEXT:
		return fail_no_field(c, word, " (text is written in quotes)");
	case EXPR_TIME:
		return fail_no_field(c, word, " (a time is written 5ms, 5us or 5s)");
	default:
		return fail_no_field(c, word, "");
	}
}

/* @word beside the field @of of numbers becomes a number. */
static int settle_word(const struct expr_checker *c, struct expr_node *word,
		       const struct expr_node *of)
{
	struct nearest near;
	int64_t number = 0;
	int err = -ENOENT;

	if (c->fields->word)
		err = c->fields->word(c->fields->arg, of->field, word->text.p, word->text.len,
				      &number);
	if (err == -ENOTUNIQ)
		return expr_fail(c->src, word->at,
				 "%s of %s may be one of several numbers; write it with its prefix",
				 piece(c, word).s, piece(c, of).s);
	if (err)
		return expr_fail(c->src, word->at,
				 "'%s' is no field, and %s has no value of this name%s",
				 piece(c, word).s, piece(c, of).s, hint(c, word, &near));
	word->op = EXPR_CONST;
	word->number = number;
	return 0;
}

/*
 * Makes the constant @n one number, whose words mean what they do beside @other. What is not
 * constant is left alone: its own words have been settled.
 */
static int settle(const struct expr_checker *c, struct expr_node *n, const struct expr_node *other)
{
	const struct expr_node *word = word_in(n), *field = field_in(other);
	struct expr_node *kid;

	if (word && (!field || field->type != EXPR_NUMBER))
		return fail_word(c, word, other);
	if (n->op == EXPR_WORD)
		return settle_word(c, n, field);
	if (!n->constant || n->op == EXPR_CONST || n->op < EXPR_BIT_AND)
		return 0;
	for (kid = n->kid; kid; kid = kid->next) {
		int err = settle(c, kid, other);

		if (err)
			return err;
	}
	n->number = expr_constant(n).number;
	n->op = EXPR_CONST;
	return 0;
}

/* --- Types ------------------------------------------------------------------------------------ */

/* Whether @number would be right beside @time if it had a unit. */
static bool lacks_unit(const struct expr_checker *c, const struct expr_node *time,
		       const struct expr_node *number)
{
	struct piece p = piece(c, number);

	return time->type == EXPR_TIME && number->type == EXPR_NUMBER &&
	       strspn(p.s, "-0123456789") == strlen(p.s);
}

static int fail_no_unit(const struct expr_checker *c, const struct expr_node *time,
			const struct expr_node *number)
{
	struct piece t = piece(c, time), n = piece(c, number);

	return expr_fail(c->src, number->at, "%s is a time: write %sms, %sus or %ss", t.s, n.s, n.s,
			 n.s);
}

/* Whether @text is a word of @n in quotes. */
static bool is_quoted_word(const struct expr_checker *c, const struct expr_node *n,
			   const struct expr_node *text)
{
	const struct expr_node *field = field_in(n);
	int64_t number;

	return field && n->type == EXPR_NUMBER && text->op == EXPR_CONST &&
	       text->type == EXPR_TEXT && c->fields->word &&
	       !c->fields->word(c->fields->arg, field->field, text->text.p, text->text.len,
				&number);
}

/* @field is compared with @text, which it should be able to be. */
static int check_text(const struct expr_checker *c, const struct expr_node *field,
		      const struct expr_node *text)
{
	struct nearest near;

	if (!c->fields->can_be || field->op != EXPR_FIELD || text->op != EXPR_CONST)
		return 0;
	nearest_init(&near, text->text.p, text->text.len);
	if (c->fields->can_be(c->fields->arg, field->field, text->text.p, text->text.len, &near))
		return 0;
	return expr_fail(c->src, text->at, "%s is never %s%s", piece(c, field).s, piece(c, text).s,
			 expr_is_glob(text->text.p) ? "; for a pattern write =~" :
						      nearest_hint(&near));
}

/* @l and @r are to be compared; the words in them get their meaning. */
static int check_pair(const struct expr_checker *c, struct expr_node *l, struct expr_node *r)
{
	int err = settle(c, l, r);

	if (!err)
		err = settle(c, r, l);
	if (!err && l->type == EXPR_TEXT && r->type == EXPR_TEXT) {
		err = check_text(c, l, r);
		return err ? err : check_text(c, r, l);
	}
	if (err || l->type == r->type)
		return err;
	if (lacks_unit(c, l, r))
		return fail_no_unit(c, l, r);
	if (lacks_unit(c, r, l))
		return fail_no_unit(c, r, l);
	if (is_quoted_word(c, l, r))
		return expr_fail(c->src, r->at, "%s is a number: write %s without quotes",
				 piece(c, l).s, r->text.p);
	return expr_fail(c->src, r->at, "%s is %s, but %s is %s", piece(c, l).s, type_name(l),
			 piece(c, r).s, type_name(r));
}

int expr_check_compare(const struct expr_checker *c, struct expr_node *n)
{
	const unsigned int unequal = EXPR_LESS | EXPR_MORE;
	struct expr_node *l = n->kid, *r;

	for (r = l->next; r; r = r->next) {
		int err = check_pair(c, l, r);

		if (err)
			return err;
	}
	if (n->op == EXPR_IN || n->accept == EXPR_EQUAL || n->accept == unequal)
		return 0;
	if (l->type == EXPR_NUMBER || l->type == EXPR_TIME)
		return 0;
	return expr_fail(c->src, l->at,
			 "%s is %s, which has no order: compare it by == or !=", piece(c, l).s,
			 type_name(l));
}

int expr_check_condition(const struct expr_checker *c, const struct expr_node *n)
{
	const struct expr_node *word = word_in(n);

	if (word)
		return fail_no_field(c, word, "");
	if (n->type == EXPR_BOOL || (n->type == EXPR_NUMBER && !n->constant))
		return 0;
	if (n->constant && n->type == EXPR_NUMBER)
		return expr_fail(c->src, n->at,
				 "%s is no condition; one of several values is written FIELD in (A, B)",
				 piece(c, n).s);
	return expr_fail(c->src, n->at, "%s is %s and no condition: compare it with something",
			 piece(c, n).s, type_name(n));
}

int expr_check_conditions(const struct expr_checker *c, struct expr_node *n)
{
	int err = 0;

	for (const struct expr_node *kid = n->kid; kid && !err; kid = kid->next)
		err = expr_check_condition(c, kid);
	return err;
}

int expr_check_match(const struct expr_checker *c, const struct expr_node *n, size_t at)
{
	const struct expr_node *word = word_in(n);

	if (word)
		return fail_no_field(c, word, "");
	if (n->type == EXPR_TEXT)
		return 0;
	return expr_fail(c->src, at, "%s is %s, and only text has a pattern", piece(c, n).s,
			 type_name(n));
}

static int check_number(const struct expr_checker *c, const struct expr_node *n, const char *sign)
{
	if (n->type == EXPR_NUMBER)
		return 0;
	return expr_fail(c->src, n->at, "%s is %s, and %s is for numbers", piece(c, n).s,
			 type_name(n), sign);
}

int expr_check_bit_and(const struct expr_checker *c, struct expr_node *n)
{
	const struct expr_node *field = field_in(n);

	for (struct expr_node *kid = n->kid; kid; kid = kid->next) {
		int err = check_number(c, kid, "&");

		if (!err && field)
			err = settle(c, kid, field);
		if (err)
			return err;
	}
	return 0;
}

int expr_check_bit_or(const struct expr_checker *c, struct expr_node *n)
{
	for (const struct expr_node *kid = n->kid; kid; kid = kid->next) {
		int err = check_number(c, kid, "|");

		if (err)
			return err;
		if (!kid->constant)
			return expr_fail(c->src, kid->at,
					 "| joins constants, which %s is not; for either of two "
					 "conditions write ||",
					 piece(c, kid).s);
	}
	return 0;
}

int expr_check_minus(const struct expr_checker *c, const struct expr_node *n)
{
	if (n->kid->type == EXPR_TIME)
		return 0;
	return check_number(c, n->kid, "-");
}
