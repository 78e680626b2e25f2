/* SPDX-License-Identifier: GPL-2.0-only */
/* Names that look like a word; see nearest.h. */
#include "util/nearest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "util/text.h"

enum {
	PART_BYTES_MIN = 3, /* what is shorter is part of everything */
	FAR_BEGINS = NEAREST_NAME_BYTES, /* farther than any number of wrong letters */
	FAR_CONTAINS = 2 * FAR_BEGINS,
	FAR_TOO_FAR = 4 * FAR_BEGINS,
};

void nearest_init(struct nearest *n, const char *word, size_t len)
{
	n->word = word;
	n->word_len = len;
	n->cnt = 0;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * How many letters have to be put in, taken out, replaced or swapped with their neighbour to make
 * @a of @b, where no place is touched twice. Row i of the table is about the first i letters of
 * @a; the rows before the last two are not needed any more.
 */
static unsigned int distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned int rows[3][NEAREST_NAME_BYTES];
	unsigned int *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = (unsigned int)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned int *oldest = before;

		before = last;
		last = row;
		row = oldest;
		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min(last[j], row[j - 1]) + 1;
			row[j] = min(row[j], last[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = min(row[j], before[j - 2] + 1);
		}
	}
	return row[b_len];
}

/* Where @part begins in @whole, or -1. */
static int find(const char *whole, size_t whole_len, const char *part, size_t part_len)
{
	if (part_len < PART_BYTES_MIN)
		return -1;
	for (size_t i = 0; i + part_len <= whole_len; i++)
		if (!strncasecmp(whole + i, part, part_len))
			return (int)i;
	return -1;
}

/* A typing error is nearest, then a beginning, then a part; of these the most similar length. */
static unsigned int how_far(const struct nearest *n, const char *name, size_t len)
{
	bool longer = len > n->word_len;
	size_t more = longer ? len - n->word_len : n->word_len - len;
	size_t wrong_max = n->word_len < 3 ? 1 : n->word_len / 3;
	int at;

	if (more <= wrong_max) {
		unsigned int wrong = distance(n->word, n->word_len, name, len);

		if (wrong <= wrong_max && wrong < n->word_len)
			return wrong;
	}
	at = longer ? find(name, len, n->word, n->word_len) : find(n->word, n->word_len, name, len);
	if (at < 0)
		return FAR_TOO_FAR;
	return (at ? FAR_CONTAINS : FAR_BEGINS) + (unsigned int)more;
}

static bool is_kept(const struct nearest *n, const char *name)
{
	for (unsigned int i = 0; i < n->cnt; i++)
		if (!strcmp(n->best[i].name, name))
			return true;
	return false;
}

void nearest_offer(struct nearest *n, const char *name)
{
	size_t len = strlen(name);
	unsigned int far, at;

	if (!n->word_len || n->word_len >= NEAREST_NAME_BYTES || len >= NEAREST_NAME_BYTES)
		return;
	far = how_far(n, name, len);
	if (far == FAR_TOO_FAR || is_kept(n, name))
		return;
	for (at = 0; at < n->cnt && n->best[at].far <= far; at++)
		;
	if (at == NEAREST_MAX)
		return;
	if (n->cnt < NEAREST_MAX)
		n->cnt++;
	memmove(&n->best[at + 1], &n->best[at], (n->cnt - 1 - at) * sizeof(n->best[0]));
	n->best[at].far = far;
	memcpy(n->best[at].name, name, len + 1);
}

const char *nearest_hint(struct nearest *n)
{
	struct text t;

	text_init(&t, n->hint, sizeof(n->hint) - 1);
	for (unsigned int i = 0; i < n->cnt; i++) {
		if (!i)
			text_lit(&t, "; did you mean '");
		else
			text_str(&t, i + 1 == n->cnt ? "' or '" : "', '");
		text_str(&t, n->best[i].name);
	}
	if (n->cnt)
		text_lit(&t, "'?");
	n->hint[t.len] = '\0';
	return n->hint;
}
