/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers of expressions: 42, 0x2a, 052, sizes (64K) and times (1.5ms). */
#include <ctype.h>
#include <string.h>

#include "filter/expr_private.h"
#include "util/clock.h"

/* In K, M and G bytes are counted by 1024; a small m is a minute. */
static const struct unit {
	const char *name;
	enum expr_type type;
	uint64_t factor; /* of a time: nanoseconds */
} units[] = {
	{ "", EXPR_NUMBER, 1 },
	{ "K", EXPR_NUMBER, 1ull << 10 },
	{ "M", EXPR_NUMBER, 1ull << 20 },
	{ "G", EXPR_NUMBER, 1ull << 30 },
	{ "ns", EXPR_TIME, 1 },
	{ "us", EXPR_TIME, 1000 },
	{ "ms", EXPR_TIME, 1000 * 1000 },
	{ "s", EXPR_TIME, NSEC_PER_SEC },
	{ "m", EXPR_TIME, 60ull * NSEC_PER_SEC },
};

static const struct unit *find_unit(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i].name) == len && memcmp(units[i].name, name, len) == 0)
			return &units[i];
	return NULL;
}

/* A number as it is written: digits, a fraction behind a point, a unit. */
struct written {
	const char *digits, *digits_end;
	const char *fraction, *fraction_end; /* the same: there is none */
	const char *unit, *unit_end;
	bool hex;
};

static bool is_digit(char c)
{
	return isdigit((unsigned char)c);
}

static bool is_hex_digit(char c)
{
	return isxdigit((unsigned char)c);
}

static bool is_letter_or_digit(char c)
{
	return isalnum((unsigned char)c);
}

static const char *skip(const char *p, const char *end, bool (*is)(char))
{
	while (p < end && is(*p))
		p++;
	return p;
}

static struct written split(const char *p, const char *end)
{
	struct written w = { .hex = end - p > 2 && p[0] == '0' && p[1] == 'x' &&
				    is_hex_digit(p[2]) };

	w.digits = w.hex ? p + 2 : p;
	w.digits_end = skip(w.digits, end, w.hex ? is_hex_digit : is_digit);
	w.fraction = w.fraction_end = w.digits_end;
	if (!w.hex && end - w.fraction > 1 && w.fraction[0] == '.' && is_digit(w.fraction[1]))
		w.fraction_end = skip(++w.fraction, end, is_digit);
	w.unit = w.fraction_end;
	w.unit_end = skip(w.unit, end, is_letter_or_digit);
	return w;
}

static unsigned int digit_value(char c)
{
	if (is_digit(c))
		return (unsigned int)(c - '0');
	return (unsigned int)(tolower((unsigned char)c) - 'a' + 10);
}

/* The digits as a number, whatever it is if @too_big. False: @base does not have such a digit. */
static bool read_digits(const struct written *w, unsigned int base, bool *too_big, uint64_t *v)
{
	*v = 0;
	*too_big = false;
	for (const char *p = w->digits; p < w->digits_end; p++) {
		unsigned int digit = digit_value(*p);

		if (digit >= base)
			return false;
		*too_big |= __builtin_mul_overflow(*v, base, v) ||
			    __builtin_add_overflow(*v, digit, v);
	}
	return true;
}

/* What is behind the point, in units of @unit_ns; there is nothing below a nanosecond. */
static uint64_t fraction_ns(const struct written *w, uint64_t unit_ns)
{
	uint64_t ns = 0;

	for (const char *p = w->fraction; p < w->fraction_end; p++) {
		unit_ns /= 10;
		ns += digit_value(*p) * unit_ns;
	}
	return ns;
}

int expr_lex_number(struct expr_lexer *lex, struct expr_token *tok)
{
	const char *begin = lex->src.text + lex->pos, *end = lex->src.text + lex->src.len;
	struct written w = split(begin, end);
	const struct unit *unit = find_unit(w.unit, (size_t)(w.unit_end - w.unit));
	bool is_time = unit && unit->type == EXPR_TIME, too_big;
	bool octal = !w.hex && !is_time && *w.digits == '0';
	uint64_t v;

	if (!unit)
		return expr_fail(&lex->src, (size_t)(w.unit - lex->src.text),
				 "there is no unit '%.*s': times have ns, us, ms, s or m (minutes), "
				 "sizes K, M or G",
				 (int)(w.unit_end - w.unit), w.unit);
	if (w.hex && is_time)
		return expr_fail(&lex->src, lex->pos, "a time is written in decimal");
	if (!is_time && w.fraction < w.fraction_end)
		return expr_fail(&lex->src, lex->pos,
				 "only a time may have a fraction, and it has a unit: 1.5ms");
	if (!read_digits(&w, w.hex ? 16 : (octal ? 8 : 10), &too_big, &v))
		return expr_fail(&lex->src, lex->pos,
				 "a number that begins with 0 is octal and has digits up to 7");
	too_big |= __builtin_mul_overflow(v, unit->factor, &v);
	if (is_time)
		too_big |= __builtin_add_overflow(v, fraction_ns(&w, unit->factor), &v) ||
			   v > INT64_MAX;
	if (too_big)
		return expr_fail(&lex->src, lex->pos, "this is more than fits in 64 bits");
	tok->kind = TOKEN_NUMBER;
	tok->type = unit->type;
	tok->number = v;
	lex->pos = (size_t)(w.unit_end - lex->src.text);
	return 0;
}
