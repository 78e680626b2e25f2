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

static inline void text_mem(struct text *t, const char *p, size_t n)
{
	if (n > t->cap - t->len) {
		n = t->cap - t->len;
		t->cut = true;
	}
	memcpy(t->data + t->len, p, n);
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

#endif
