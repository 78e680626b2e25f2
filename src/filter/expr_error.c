/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is wrong with an expression, and where:
 *
 *	--expr: column 12: duration is a time: write 5ms, 5us or 5s
 *	  duration > 5
 *	             ^
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "filter/expr_private.h"
#include "util/text.h"

/* So much of a long expression is shown on either side of the column. */
enum { SHOWN_BYTES = 60 };

/* The sentence alone; what is longer is cut. */
enum { SENTENCE_BYTES = 384 };

static bool is_within_char(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t chars_cnt(const char *p, size_t len)
{
	size_t cnt = 0;

	for (size_t i = 0; i < len; i++)
		cnt += !is_within_char(p[i]);
	return cnt;
}

/* Escapes what a terminal might mind. A backslash, which patterns are full of, stays as it is. */
static void show(struct text *t, const char *p, size_t len)
{
	const char *end = p + len, *backslash;

	while ((backslash = memchr(p, '\\', (size_t)(end - p)))) {
		text_escape(t, p, (size_t)(backslash - p));
		text_char(t, '\\');
		p = backslash + 1;
	}
	text_escape(t, p, (size_t)(end - p));
}

/* The source, or what is around @at if it is long, and below it a mark. */
static void show_place(struct text *t, const struct expr_source *src, size_t at)
{
	size_t from = at > SHOWN_BYTES ? at - SHOWN_BYTES : 0;
	size_t to = src->len - at > SHOWN_BYTES ? at + SHOWN_BYTES : src->len;
	size_t line_idx, column_idx;

	while (from && from < at && is_within_char(src->text[from]))
		from++;
	while (to < src->len && to > at && is_within_char(src->text[to]))
		to--;
	text_lit(t, "\n  ");
	line_idx = t->len;
	if (from)
		text_lit(t, "...");
	show(t, src->text + from, at - from);
	column_idx = chars_cnt(t->data + line_idx, t->len - line_idx);
	show(t, src->text + at, to - at);
	if (to < src->len)
		text_lit(t, "...");
	text_lit(t, "\n  ");
	text_fill(t, ' ', column_idx);
	text_char(t, '^');
}

/* Not by diag_say(), which keeps a sentence on one line. */
int expr_fail(const struct expr_source *src, size_t at, const char *fmt, ...)
{
	char sentence[SENTENCE_BYTES], msg[DIAG_SENTENCE_BYTES];
	struct text t;
	va_list ap;

	if (!src->diag || !src->diag->emit)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	text_init(&t, msg, sizeof(msg) - 1);
	text_lit(&t, "--expr: column ");
	text_u64(&t, chars_cnt(src->text, at) + 1);
	text_lit(&t, ": ");
	show(&t, sentence, strlen(sentence));
	show_place(&t, src, at);
	msg[t.len] = '\0';
	src->diag->emit(src->diag->arg, DIAG_ERROR, msg);
	return -EINVAL;
}
