/* SPDX-License-Identifier: GPL-2.0-only */
/* Filling a value for who gets fields: each returns whether there is one, as expr_get_fn does. */
#ifndef SYSTRAIL_FILTER_EXPR_VALUE_H
#define SYSTRAIL_FILTER_EXPR_VALUE_H

#include <string.h>

#include "filter/expr.h"

static inline bool expr_have_number(struct expr_value *v, int64_t number)
{
	v->number = number;
	v->is_unsigned = false;
	return true;
}

static inline bool expr_have_unsigned(struct expr_value *v, uint64_t number)
{
	v->number = (int64_t)number;
	v->is_unsigned = true;
	return true;
}

static inline bool expr_have_text(struct expr_value *v, const char *text, size_t len)
{
	v->text = text;
	v->text_len = len;
	return text;
}

static inline bool expr_have_string(struct expr_value *v, const char *text)
{
	return text && expr_have_text(v, text, strlen(text));
}

#endif
