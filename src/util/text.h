/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text into a buffer the caller owns: what every line of output is made with.
 *
 * Nothing here allocates or knows stdio: at a million calls a second a line must cost
 * nanoseconds. What does not fit is cut, never written past the end, and `cut` says so.
 */
#ifndef SYSTRAIL_UTIL_TEXT_H
#define SYSTRAIL_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	char *data;
	size_t len;
	size_t cap;
	bool cut; /* something did not fit */
};

static inline void text_init(struct text *t, char *data, size_t cap)
{
	*t = (struct text){ .data = data, .cap = cap };
}

/*
 * As memcpy(), for the few bytes that words and numbers have: two moves that may overlap are done
 * before a function is even called.
 */
static inline void text_copy(char *to, const char *from, size_t n)
{
	uint64_t first, last;
	uint32_t first4, last4;

	if (__builtin_constant_p(n) || n > 16) {
		memcpy(to, from, n);
	} else if (n >= 8) {
		memcpy(&first, from, 8);
		memcpy(&last, from + n - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + n - 8, &last, 8);
	} else if (n >= 4) {
		memcpy(&first4, from, 4);
		memcpy(&last4, from + n - 4, 4);
		memcpy(to, &first4, 4);
		memcpy(to + n - 4, &last4, 4);
	} else if (n) {
		to[0] = from[0];
		to[n / 2] = from[n / 2];
		to[n - 1] = from[n - 1];
	}
}

/* What text_mem() does with more than there is room for: fills up with the beginning of @p. */
void text_fill_up(struct text *t, const char *p);

static inline void text_mem(struct text *t, const char *p, size_t n)
{
	if (n > t->cap - t->len) {
		text_fill_up(t, p);
		return;
	}
	text_copy(t->data + t->len, p, n);
	t->len += n;
}

static inline void text_char(struct text *t, char c)
{
	if (t->len < t->cap)
		t->data[t->len++] = c;
	else
		t->cut = true;
}

static inline void text_str(struct text *t, const char *s)
{
	text_mem(t, s, strlen(s));
}

/* A literal, whose length the compiler knows. */
#define text_lit(t, s) text_mem(t, "" s, sizeof(s) - 1)

/* @n times the character @c. */
void text_fill(struct text *t, char c, size_t n);

/* Decimal; the width_ form is right-aligned in at least @width columns. */
void text_u64(struct text *t, uint64_t v);
void text_i64(struct text *t, int64_t v);
void text_u64_width(struct text *t, uint64_t v, unsigned int width);

/* `0x` and lower-case digits; zero is `0` as printf's %#lx has it. */
void text_hex(struct text *t, uint64_t v);

/* A leading 0 and octal digits, as printf's %#lo has it. */
void text_oct(struct text *t, uint64_t v);

/* Nanoseconds as milliseconds with three decimals, rounded, in at least @width columns. */
void text_ms(struct text *t, uint64_t ns, unsigned int width);

/*
 * Bytes that somebody else chose (comm, path), made safe for a terminal: valid UTF-8 that
 * is printable stays, everything else (control characters, also those of U+0080..9F, a
 * broken sequence, the backslash) becomes \n, \t, \\ or \xNN.
 */
void text_escape(struct text *t, const char *p, size_t n);

/* The same in double quotes, with those inside as \": a string of the traced program. */
void text_quote(struct text *t, const char *p, size_t n);

/*
 * The same for between the quotes of a JSON string, which is always valid: a character that
 * is not printable becomes \uNNNN, a byte that is not UTF-8 U+FFFD. Nothing is written in
 * part: returns how many bytes of @p are done, less than @n where @t is full, so that the
 * caller can make room and go on behind them.
 */
size_t text_json(struct text *t, const char *p, size_t n);

#endif
