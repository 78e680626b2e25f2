/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers, times and foreign bytes as text; see text.h. */
#include "util/text.h"

/* Longest number: 22 octal digits of 64 bits, and what precedes it. */
enum { DIGITS_MAX = 24 };

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
				  "25262728293031323334353637383940414243444546474849"
				  "50515253545556575859606162636465666768697071727374"
				  "75767778798081828384858687888990919293949596979899";

static const char hex_digits[] = "0123456789abcdef";

void text_fill(struct text *t, char c, size_t n)
{
	if (n > t->cap - t->len) {
		n = t->cap - t->len;
		t->cut = true;
	}
	memset(t->data + t->len, c, n);
	t->len += n;
}

/* Writes the digits so that they end at @end; returns where they begin. */
static char *digits_before(char *end, uint64_t v)
{
	while (v >= 100) {
		end -= 2;
		memcpy(end, digit_pairs + v % 100 * 2, 2);
		v /= 100;
	}
	if (v >= 10) {
		end -= 2;
		memcpy(end, digit_pairs + v * 2, 2);
	} else {
		*--end = (char)('0' + v);
	}
	return end;
}

void text_u64(struct text *t, uint64_t v)
{
	char buf[DIGITS_MAX], *end = buf + sizeof(buf), *p = digits_before(end, v);

	text_mem(t, p, (size_t)(end - p));
}

void text_i64(struct text *t, int64_t v)
{
	if (v < 0) {
		text_char(t, '-');
		text_u64(t, -(uint64_t)v);
	} else {
		text_u64(t, (uint64_t)v);
	}
}

void text_u64_width(struct text *t, uint64_t v, unsigned int width)
{
	char buf[DIGITS_MAX], *end = buf + sizeof(buf), *p = digits_before(end, v);
	size_t n = (size_t)(end - p);

	if (n < width)
		text_fill(t, ' ', width - n);
	text_mem(t, p, n);
}

void text_hex(struct text *t, uint64_t v)
{
	char buf[DIGITS_MAX], *end = buf + sizeof(buf), *p = end;

	if (!v) {
		text_char(t, '0');
		return;
	}
	for (; v; v >>= 4)
		*--p = hex_digits[v & 15];
	*--p = 'x';
	*--p = '0';
	text_mem(t, p, (size_t)(end - p));
}

void text_oct(struct text *t, uint64_t v)
{
	char buf[DIGITS_MAX], *end = buf + sizeof(buf), *p = end;

	for (; v; v >>= 3)
		*--p = (char)('0' + (v & 7));
	*--p = '0';
	text_mem(t, p, (size_t)(end - p));
}

void text_ms(struct text *t, uint64_t ns, unsigned int width)
{
	/* The quotient first: ns + 500 could wrap. */
	uint64_t us = ns / 1000 + (ns % 1000 >= 500), frac = us % 1000;

	text_u64_width(t, us / 1000, width > 4 ? width - 4 : 0);
	text_char(t, '.');
	text_char(t, (char)('0' + frac / 100));
	text_mem(t, digit_pairs + frac % 100 * 2, 2);
}

/*
 * Length of the valid UTF-8 sequence at @p (RFC 3629: shortest form, no surrogates, at most
 * U+10FFFF) that is not a control character; 0 where there is none.
 */
static size_t printable_len(const unsigned char *p, size_t n)
{
	static const uint32_t min_of_len[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t cp;
	size_t len, i;

	if (p[0] < 0x80)
		return p[0] >= 0x20 && p[0] != 0x7f;
	if (p[0] >= 0xf0)
		len = 4, cp = p[0] & 0x07;
	else if (p[0] >= 0xe0)
		len = 3, cp = p[0] & 0x0f;
	else
		len = 2, cp = p[0] & 0x1f;
	if (p[0] < 0xc2 || p[0] > 0xf4 || len > n)
		return 0;
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (cp < min_of_len[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	/* C1 controls; line and paragraph separator; marks that reorder text on a screen. */
	if (cp < 0xa0 || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
	    cp == 0x200e || cp == 0x200f || cp == 0x61c || cp == 0xfeff)
		return 0;
	return len;
}

void text_escape(struct text *t, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0;

	while (i < n) {
		size_t len = printable_len(p + i, n - i);

		if (p[i] == '\\') {
			text_lit(t, "\\\\");
			i++;
		} else if (len) {
			text_mem(t, s + i, len);
			i += len;
		} else if (p[i] == '\n') {
			text_lit(t, "\\n");
			i++;
		} else if (p[i] == '\t') {
			text_lit(t, "\\t");
			i++;
		} else {
			char esc[4] = { '\\', 'x', hex_digits[p[i] >> 4], hex_digits[p[i] & 15] };

			text_mem(t, esc, sizeof(esc));
			i++;
		}
	}
}
