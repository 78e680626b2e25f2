/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions that many ask, as options of systrail stat; see systrail-recipes(7). */
#ifndef SYSTRAIL_CMD_RECIPES_H
#define SYSTRAIL_CMD_RECIPES_H

#include <stddef.h>

#include "util/diag.h"

enum { RECIPE_ARGS_MAX = 24 };

struct recipe {
	const char *name;
	const char *help;
	/* What NAME:WORD puts in the place of RECIPE_WORD where it is left out; NULL: it takes none. */
	const char *word;
	const char *args[RECIPE_ARGS_MAX]; /* NULL behind the last */
};

/* In an argument: the word behind the name. */
#define RECIPE_WORD "{}"

/* Number @idx; NULL behind the last. */
const struct recipe *recipe_at(size_t idx);

/*
 * The arguments that @spec, NAME or NAME:WORD, means: an array that ends with NULL, in one
 * allocation of the caller's. NULL and errno: EINVAL after a sentence, or ENOMEM.
 */
const char **recipe_args(const char *spec, const struct diag *d);

#endif
