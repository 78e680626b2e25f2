/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The print format of an event, as a grammar; see formats_text.h. It lets through what the kernel's
 * TP_printk() comes to, of which libtraceevent understands most:
 *
 *	print      = string {"," expression}
 *	expression = operand {binary operand} ["?" expression ":" expression]
 *	operand    = {"-" | "+" | "~" | "!"} primary ["[" operand "]"]
 *	primary    = string | 'c' | name {name} | "REC" "->" field | "(REC)" "->" field
 *	           | "(" expression ")" | "(" type ")" operand | function "(" arguments ")"
 */
#include "decode/formats_text.h"

#include <string.h>

enum {
	DEPTH_MAX = 32, /* of parentheses, braces and brackets */
	TOKENS_MAX = 8192, /* in all */
	/* That libtraceevent has begun and not ended at once: it recurses for operators, too. */
	OPEN_MAX = 512,
	COLUMN_DIGITS_MAX = 4, /* of a width: a column of any width would be made in memory */
	CHAR_MAX = 4, /* bytes between '' */
};

enum token_kind {
	TOKEN_END,
	TOKEN_NAME, /* also a number */
	TOKEN_STRING,
	TOKEN_CHAR,
	TOKEN_OP, /* of one or two characters */
	TOKEN_BAD,
};

struct token {
	enum token_kind kind;
	struct formats_word word;
};

struct parser {
	const struct formats_text *t;
	const char *p; /* behind @next */
	const char *end;
	struct token next;
	unsigned int token_cnt;
	unsigned int depth;
	unsigned int open;
	bool calls; /* functions of others, not of numbers */
	bool is_type; /* the last expression may be a type: names, and perhaps a star */
};

/* --- Tokens -------------------------------------------------------------------------------- */

/* Behind the quote that closes it, or NULL. */
static const char *quoted(const char *p, const char *end)
{
	char quote = *p++;

	for (; p < end && *p != quote; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : NULL;
}

static size_t operator_len(const char *p, const char *end)
{
	static const char *const twos[] = { "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||" };

	for (size_t i = 0; end - p >= 2 && i < sizeof(twos) / sizeof(*twos); i++)
		if (!memcmp(p, twos[i], 2))
			return 2;
	/* libtraceevent takes these for one. */
	if (end - p >= 2 && (!memcmp(p, "++", 2) || !memcmp(p, "--", 2)))
		return 0;
	return strchr("(){}[],+-*/%&|^<>~!?:", *p) ? 1 : 0;
}

static enum token_kind read_token(const char *p, const char *end, const char **behind)
{
	*behind = p;
	if (p >= end)
		return TOKEN_END;
	if (*p == '"' || *p == '\'') {
		enum token_kind kind = *p == '"' ? TOKEN_STRING : TOKEN_CHAR;

		*behind = quoted(p, end);
		return !*behind || (kind == TOKEN_CHAR && *behind - p > CHAR_MAX) ? TOKEN_BAD :
										    kind;
	}
	while (*behind < end && formats_is_name_char(**behind))
		(*behind)++;
	if (*behind > p)
		return *behind - p <= FORMATS_NAME_MAX ? TOKEN_NAME : TOKEN_BAD;
	*behind += operator_len(p, end);
	return *behind > p ? TOKEN_OP : TOKEN_BAD;
}

static void advance(struct parser *ps)
{
	const char *begin = ps->p, *behind;

	while (begin < ps->end && strchr(" \t\n", *begin))
		begin++;
	ps->next.kind = read_token(begin, ps->end, &behind);
	if (ps->next.kind == TOKEN_BAD || ++ps->token_cnt > TOKENS_MAX) {
		ps->next = (struct token){ .kind = TOKEN_BAD };
		return;
	}
	ps->next.word = (struct formats_word){ begin, (size_t)(behind - begin) };
	ps->p = behind;
}

static bool next_is(const struct parser *ps, const char *op)
{
	return ps->next.kind == TOKEN_OP && formats_word_is(ps->next.word, op);
}

static bool take(struct parser *ps, const char *op)
{
	if (!next_is(ps, op))
		return false;
	advance(ps);
	return true;
}

static bool take_name(struct parser *ps, struct formats_word *w)
{
	if (ps->next.kind != TOKEN_NAME)
		return false;
	*w = ps->next.word;
	advance(ps);
	return true;
}

static bool is_number(struct formats_word w)
{
	return w.p[0] >= '0' && w.p[0] <= '9';
}

/* Strings that follow each other are one. */
static bool take_string(struct parser *ps)
{
	if (ps->next.kind != TOKEN_STRING)
		return false;
	while (ps->next.kind == TOKEN_STRING)
		advance(ps);
	return true;
}

/* libtraceevent follows NULL where it does not find one. */
static bool take_field(struct parser *ps)
{
	struct formats_word w;

	return take_name(ps, &w) && formats_text_has_field(ps->t, w);
}

/* --- Functions ----------------------------------------------------------------------------- */

static bool expression(struct parser *ps);
static bool operand(struct parser *ps, bool bare);

/* A string, or what ends some lists: `0` or `((void *)0)`. */
static bool read_choice(struct parser *ps)
{
	struct formats_word w;

	if (ps->next.kind == TOKEN_NAME)
		return take_name(ps, &w) && is_number(w);
	return take_string(ps) || (next_is(ps, "(") && operand(ps, true));
}

/* `{ 1, "ONE" }, { 2, "TWO" }`, behind a comma. */
static bool read_choices(struct parser *ps)
{
	if (next_is(ps, ")"))
		return true;
	do {
		if (!take(ps, "{") || !expression(ps) || !take(ps, ",") || !read_choice(ps) ||
		    !take(ps, "}"))
			return false;
	} while (take(ps, ","));
	return true;
}

static bool read_flags(struct parser *ps)
{
	return expression(ps) && take(ps, ",") && take_string(ps) && take(ps, ",") &&
	       read_choices(ps);
}

static bool read_symbols(struct parser *ps)
{
	return expression(ps) && take(ps, ",") && read_choices(ps);
}

/*
 * Of types that libtraceevent 1.7 does not trip over: behind `int`, `long long` and fields it looks
 * at what it has freed.
 */
static bool read_sizeof(struct parser *ps)
{
	struct formats_word w, last = { 0 };

	while (take_name(ps, &w)) {
		if (formats_word_is(w, "REC") || formats_word_is(w, "int") ||
		    (last.p && formats_word_is(last, "long")))
			return false;
		last = w;
	}
	return last.p != NULL;
}

static bool read_expect(struct parser *ps)
{
	struct formats_word w;

	return expression(ps) && take(ps, ",") && take_name(ps, &w);
}

/* Of libtraceevent's own plugins, with numbers that are only printed. */
static bool takes_numbers(struct formats_word name)
{
	static const char *const functions[] = { "jiffies_to_msecs", "jbd2_dev_to_name",
						 "xen_hypercall_name", "is_writable_pte" };

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (formats_word_is(name, functions[i]))
			return true;
	return false;
}

static bool read_hex(struct parser *ps)
{
	return expression(ps) && take(ps, ",") && expression(ps);
}

static bool read_array(struct parser *ps)
{
	return read_hex(ps) && take(ps, ",") && expression(ps);
}

static bool read_arguments(struct parser *ps, struct formats_word name)
{
	ps->calls |= !takes_numbers(name);
	do {
		if (!expression(ps))
			return false;
	} while (take(ps, ","));
	return true;
}

static bool read_function(struct parser *ps, struct formats_word name)
{
	/* clang-format off */
	static const struct {
		const char *name;
		bool (*read)(struct parser *ps);
	} functions[] = {
		{ "__print_flags", read_flags }, { "__print_symbolic", read_symbols },
		{ "__print_hex", read_hex }, { "__print_hex_str", read_hex },
		{ "__print_array", read_array }, { "sizeof", read_sizeof }, { "__builtin_expect", read_expect },
		{ "__get_str", take_field }, { "__get_rel_str", take_field },
		{ "__get_bitmask", take_field }, { "__get_rel_bitmask", take_field },
		{ "__get_cpumask", take_field }, { "__get_rel_cpumask", take_field },
		{ "__get_sockaddr", take_field }, { "__get_sockaddr_rel", take_field },
		{ "__get_dynamic_array", take_field }, { "__get_rel_dynamic_array", take_field },
		{ "__get_dynamic_array_len", take_field },
		{ "__get_rel_dynamic_array_len", take_field },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (formats_word_is(name, functions[i].name))
			return functions[i].read(ps);
	return read_arguments(ps, name);
}

/* --- Expressions --------------------------------------------------------------------------- */

/* The parenthesis is open. `(REC)->field`, `(type)operand` or `(expression)`. */
static bool read_parenthesis(struct parser *ps, bool bare)
{
	if (ps->next.kind == TOKEN_NAME && formats_word_is(ps->next.word, "REC")) {
		struct parser before = *ps;

		advance(ps);
		if (take(ps, ")"))
			return take(ps, "->") && take_field(ps);
		*ps = before;
	}
	if (!expression(ps) || !take(ps, ")"))
		return false;
	if (ps->next.kind == TOKEN_NAME || ps->next.kind == TOKEN_STRING ||
	    ps->next.kind == TOKEN_CHAR || next_is(ps, "("))
		return ps->is_type && operand(ps, bare);
	return true;
}

static bool read_name(struct parser *ps)
{
	struct formats_word w;

	take_name(ps, &w);
	if (formats_word_is(w, "REC"))
		return take(ps, "->") && take_field(ps);
	if (take(ps, "("))
		return read_function(ps, w) && take(ps, ")");
	while (ps->next.kind == TOKEN_NAME)
		advance(ps);
	ps->is_type = true;
	return true;
}

static bool primary(struct parser *ps, bool bare)
{
	bool good = false;

	switch (ps->next.kind) {
	case TOKEN_STRING:
		return take_string(ps);
	case TOKEN_CHAR:
		advance(ps);
		return true;
	case TOKEN_NAME:
		return read_name(ps);
	case TOKEN_OP:
		good = take(ps, "(") && read_parenthesis(ps, bare);
		ps->is_type = false;
		return good;
	default:
		return false;
	}
}

/* One more than libtraceevent has begun. */
static bool begin_one(struct parser *ps)
{
	return ++ps->open <= OPEN_MAX;
}

/*
 * @bare: without an index. libtraceevent follows NULL for one that comes behind another or behind
 * `a ? b : c`.
 */
static bool operand(struct parser *ps, bool bare)
{
	ps->is_type = false;
	if (!begin_one(ps))
		return false;
	while (take(ps, "-") || take(ps, "+") || take(ps, "~") || take(ps, "!"))
		if (!begin_one(ps))
			return false;
	if (!primary(ps, bare))
		return false;
	if (!bare && take(ps, "["))
		return operand(ps, true) && take(ps, "]") && !next_is(ps, "[");
	return !next_is(ps, "[");
}

/* Whether strtoull() makes zero of a word that begins with a digit. */
static bool is_zero(struct formats_word w)
{
	bool is_hex = w.len >= 2 && w.p[0] == '0' && (w.p[1] == 'x' || w.p[1] == 'X');
	const char *digits = is_hex	   ? "123456789abcdefABCDEF" :
			     w.p[0] == '0' ? "1234567" :
					     "123456789";
	size_t i = is_hex ? 2 : 0;

	while (i < w.len && w.p[i] == '0')
		i++;
	return i == w.len || !strchr(digits, w.p[i]);
}

/*
 * What follows is no constant zero: libtraceevent divides constants when it reads them. It takes a
 * name for zero.
 */
static bool is_divisor(const struct parser *ps)
{
	struct parser ahead = *ps;

	if (ahead.next.kind == TOKEN_NAME && is_number(ahead.next.word))
		return !is_zero(ahead.next.word);
	while (next_is(&ahead, "("))
		advance(&ahead);
	return ahead.next.kind == TOKEN_NAME && (formats_word_is(ahead.next.word, "REC") ||
						 formats_word_is(ahead.next.word, "sizeof"));
}

static bool next_divides(const struct parser *ps)
{
	return next_is(ps, "/") || next_is(ps, "%");
}

/* It takes `a / b * c` for `a / (b * c)`, of which it is not told whether it is zero. */
static bool read_divisor(struct parser *ps)
{
	advance(ps);
	return is_divisor(ps) && operand(ps, false) && !next_is(ps, "*") && !next_divides(ps);
}

static bool take_binary(struct parser *ps)
{
	static const char *const ops[] = { "+",	 "-",  "*", "&", "|",  "^",  "<<", ">>",
					   "<=", ">=", "<", ">", "==", "!=", "&&", "||" };

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (take(ps, ops[i]))
			return true;
	return false;
}

static bool read_operation(struct parser *ps)
{
	bool is_star, was_type = ps->is_type;

	for (; ps->next.kind == TOKEN_OP; was_type = false) {
		is_star = next_is(ps, "*");
		if (next_divides(ps)) {
			if (!read_divisor(ps))
				return false;
		} else if (!take_binary(ps)) {
			break;
		} else if (is_star && was_type && next_is(ps, ")")) {
			return true; /* the type of a pointer */
		} else if (!operand(ps, false)) {
			return false;
		}
		ps->is_type = false;
	}
	return true;
}

static bool conditional(struct parser *ps, bool bare)
{
	unsigned int open = ps->open;
	bool good;

	if (++ps->depth > DEPTH_MAX)
		return false;
	good = operand(ps, bare) && read_operation(ps);
	if (good && take(ps, "?")) {
		good = expression(ps) && take(ps, ":") && conditional(ps, true);
		ps->is_type = false;
	}
	ps->open = open;
	ps->depth--;
	return good;
}

static bool expression(struct parser *ps)
{
	return conditional(ps, false);
}

/* --- The format ---------------------------------------------------------------------------- */

/* `*` or a few digits, or nothing. */
static const char *behind_column(const char *p)
{
	size_t digits;

	if (*p == '*')
		return p + 1;
	digits = strspn(p, "0123456789");
	return digits <= COLUMN_DIGITS_MAX ? p + digits : NULL;
}

/* Behind a conversion at @p, whose `%` was passed; NULL: it is none. The text ends with a quote. */
static const char *behind_conversion(const char *p)
{
	size_t letters;

	if (*p == '%')
		return p + 1;
	p += strspn(p, "-+ #0");
	p = behind_column(p);
	if (p && *p == '.')
		p = behind_column(p + 1);
	if (!p)
		return NULL;
	letters = strspn(p, "hlLqjzZt");
	p += letters;
	if (letters > 2 || !*p || !strchr("diouxXcsp", *p))
		return NULL;
	return p + 1;
}

/* A format is a string literal, or several. */
static bool are_conversions_good(const char *p, const char *end)
{
	while (p && p < end)
		p = *p == '%' ? behind_conversion(p + 1) : p + 1;
	return p != NULL;
}

bool formats_text_print(const struct formats_text *t, const char *p, const char *end, bool *calls)
{
	struct parser ps = { .t = t, .p = p, .end = end };

	*calls = false;
	advance(&ps);
	if (!take_string(&ps) || ps.next.kind == TOKEN_BAD ||
	    !are_conversions_good(p, ps.next.word.p))
		return false;
	while (take(&ps, ","))
		if (!expression(&ps))
			return false;
	*calls = ps.calls;
	return ps.next.kind == TOKEN_END;
}
