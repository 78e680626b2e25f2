/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers, times and foreign bytes as text; see text.h. */
#include "util/text.h"

/* Longest number: 22 octal digits of 64 bits, and what precedes it. */
enum { DIGITS_MAX = 24 };

/* Nobody wants a column of times to be wider. */
enum { MS_WIDTH_MAX = 16 };

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
				  "25262728293031323334353637383940414243444546474849"
				  "50515253545556575859606162636465666768697071727374"
				  "75767778798081828384858687888990919293949596979899";

static const char hex_digits[] = "0123456789abcdef";

void text_fill_up(struct text *t, const char *p)
{
	memcpy(t->data + t->len, p, t->cap - t->len);
	t->len = t->cap;
	t->cut = true;
}

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
	unsigned int digits = v ? (67 - (unsigned int)__builtin_clzll(v)) / 4 : 0;
	char buf[18] = "0x", *p = buf + 2 + digits;

	if (!v) {
		text_char(t, '0');
		return;
	}
	for (; v; v >>= 4)
		*--p = hex_digits[v & 15];
	text_mem(t, buf, 2 + digits);
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
	char buf[MS_WIDTH_MAX + DIGITS_MAX], *end = buf + sizeof(buf), *p;

	memset(buf, ' ', sizeof(buf));
	memcpy(end - 2, digit_pairs + frac % 100 * 2, 2);
	end[-3] = (char)('0' + frac / 100);
	end[-4] = '.';
	p = digits_before(end - 4, us / 1000);
	if (width > MS_WIDTH_MAX)
		width = MS_WIDTH_MAX;
	if ((size_t)(end - p) < width)
		p = end - width;
	text_mem(t, p, (size_t)(end - p));
}

/*
 * Length of the valid UTF-8 sequence at @p (RFC 3629: shortest form, no surrogates, at most
 * U+10FFFF), and in @cp what it says; 0 where there is none.
 */
static size_t utf8_len(const unsigned char *p, size_t n, uint32_t *cp)
{
	static const uint32_t min_of_len[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len, i;

	*cp = p[0];
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xf0)
		len = 4, *cp = p[0] & 0x07;
	else if (p[0] >= 0xe0)
		len = 3, *cp = p[0] & 0x0f;
	else
		len = 2, *cp = p[0] & 0x1f;
	if (p[0] < 0xc2 || p[0] > 0xf4 || len > n)
		return 0;
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
	}
	if (*cp < min_of_len[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

/*
 * What is not seen, or makes text look like another: line and paragraph separators, marks that
 * reorder text, what Unicode calls default ignorable (DerivedCoreProperties.txt), and the
 * noncharacters; in ascending order.
 */
static const struct {
	uint32_t first;
	uint32_t last;
} unseen[] = {
	{ 0xad, 0xad },	      { 0x34f, 0x34f },	    { 0x61c, 0x61c },	  { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 },   { 0x180b, 0x180f },   { 0x200b, 0x200f },	  { 0x2028, 0x202e },
	{ 0x2060, 0x206f },   { 0x3164, 0x3164 },   { 0xfdd0, 0xfdef },	  { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },	  { 0xfffe, 0xffff },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0x1fffe, 0x1ffff }, { 0xe0000, 0xe0fff },
};

/* Not a control character either. */
static bool is_printable(uint32_t cp)
{
	if (cp < 0xa0)
		return cp >= 0x20 && cp < 0x7f;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen) && cp >= unseen[i].first; i++)
		if (cp <= unseen[i].last)
			return false;
	return true;
}

/* How many bytes at @p are neither @quote nor in need of a closer look. */
static size_t plain_len(const unsigned char *p, size_t n, unsigned char quote)
{
	size_t i = 0;

	while (i < n && p[i] >= 0x20 && p[i] < 0x7f && p[i] != '\\' && p[i] != quote)
		i++;
	return i;
}

static void put_escaped(struct text *t, unsigned char c)
{
	char esc[4] = { '\\', 'x', hex_digits[c >> 4], hex_digits[c & 15] };

	if (c == '\\' || c == '"')
		esc[1] = (char)c;
	else if (c == '\n')
		esc[1] = 'n';
	else if (c == '\t')
		esc[1] = 't';
	text_mem(t, esc, esc[1] == 'x' ? 4 : 2);
}

/* A @quote of 0 is none: a NUL is escaped anyway. */
static void escape(struct text *t, const char *s, size_t n, unsigned char quote)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0;

	while (i < n) {
		size_t len = plain_len(p + i, n - i, quote);
		uint32_t cp;

		if (!len && p[i] >= 0x80) {
			len = utf8_len(p + i, n - i, &cp);
			if (len && !is_printable(cp))
				len = 0;
		}
		if (len)
			text_mem(t, s + i, len);
		else
			put_escaped(t, p[i++]);
		i += len;
	}
}

void text_escape(struct text *t, const char *p, size_t n)
{
	escape(t, p, n, 0);
}

void text_quote(struct text *t, const char *p, size_t n)
{
	text_char(t, '"');
	escape(t, p, n, '"');
	text_char(t, '"');
}

/* All of it or nothing, because half an escape would spoil what follows. */
static bool put_whole(struct text *t, const char *p, size_t n)
{
	if (n > t->cap - t->len) {
		t->cut = true;
		return false;
	}
	text_mem(t, p, n);
	return true;
}

static bool put_json_escaped(struct text *t, uint32_t cp)
{
	char esc[6] = { '\\',
			'u',
			hex_digits[cp >> 12 & 15],
			hex_digits[cp >> 8 & 15],
			hex_digits[cp >> 4 & 15],
			hex_digits[cp & 15] };

	if (cp == '\\' || cp == '"')
		esc[1] = (char)cp;
	else if (cp == '\n')
		esc[1] = 'n';
	else if (cp == '\t')
		esc[1] = 't';
	return put_whole(t, esc, esc[1] == 'u' ? 6 : 2);
}

size_t text_json(struct text *t, const char *s, size_t n)
{
	static const uint32_t replacement = 0xfffd;
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0, len;
	uint32_t cp;

	for (; i < n; i += len) {
		bool whole;

		len = plain_len(p + i, n - i, '"');
		if (len > t->cap - t->len)
			len = t->cap - t->len;
		if (len) {
			whole = put_whole(t, s + i, len);
		} else if (!(len = utf8_len(p + i, n - i, &cp))) {
			whole = put_json_escaped(t, replacement);
			len = 1;
		} else if (cp >= 0x80 && is_printable(cp)) {
			whole = put_whole(t, s + i, len);
		} else {
			whole = put_json_escaped(t, cp);
		}
		if (!whole)
			break;
	}
	return i;
}
