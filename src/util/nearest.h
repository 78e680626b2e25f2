/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody may have meant who typed a name that does not exist. All names there are get
 * offered, in any order; up to three of them are kept, and make the end of a sentence:
 *
 *	nearest_init(&n, word, strlen(word));
 *	for each name: nearest_offer(&n, name);
 *	return diag_fail(d, -ENOENT, "there is no user '%s'%s", word, nearest_hint(&n));
 *
 * says "there is no user 'wolrd'; did you mean 'world'?".
 */
#ifndef SYSTRAIL_UTIL_NEAREST_H
#define SYSTRAIL_UTIL_NEAREST_H

#include <stddef.h>

enum {
	NEAREST_MAX = 3,
	NEAREST_NAME_BYTES = 256, /* with its NUL; a longer name is nobody's typing error */
	NEAREST_HINT_BYTES = NEAREST_MAX * NEAREST_NAME_BYTES + 64,
};

struct nearest {
	const char *word;
	size_t word_len;
	unsigned int cnt; /* of @best, the nearest first */
	struct {
		unsigned int far; /* 0: the same but for upper and lower case */
		char name[NEAREST_NAME_BYTES];
	} best[NEAREST_MAX];
	char hint[NEAREST_HINT_BYTES];
};

/* @word, of @len bytes, is borrowed as long as names are offered; it needs no NUL. */
void nearest_init(struct nearest *n, const char *word, size_t len);

/*
 * Keeps a copy of @name if it is near: letters are missing, wrong, swapped or too many in no more
 * than a third of the word, or one of the two contains the other. An equal name is kept once.
 */
void nearest_offer(struct nearest *n, const char *name);

/*
 * "; did you mean 'a', 'b' or 'c'?", or "" where nothing is near. It lies in @n, and is not
 * escaped: diag_say() does that.
 */
const char *nearest_hint(struct nearest *n);

#endif
