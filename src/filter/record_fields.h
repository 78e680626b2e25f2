/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of a tracepoint's records as plain data, so that a value costs a look and no search:
 * where each is and what it is, as the format file of the event says.
 */
#ifndef SYSTRAIL_FILTER_RECORD_FIELDS_H
#define SYSTRAIL_FILTER_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filter/expr.h"

struct record_field {
	const char *name; /* borrowed from the formats */
	enum record_field_kind {
		RECORD_SIGNED,
		RECORD_UNSIGNED,
		RECORD_STRING, /* up to its NUL, or all of it */
		RECORD_IP, /* bytes of an internet address, 4 or 16: shown as inet_ntop() does */
		/* An array of something else: shown as `{0x1,0x2}`, numbers with a sign as `{-1,2}`. */
		RECORD_BYTES,
	} kind;
	uint32_t offset; /* in the raw record */
	uint32_t size; /* in bytes; of a number 1, 2, 4 or 8; 0: all the rest of the record */
	bool carried; /* __data_loc: there is a word that says where it is, */
	bool relative; /* __rel_loc: counted from behind that word */
	bool is_address; /* of a number: of the kernel's memory */
	bool is_dev; /* of a number: a dev_t of the kernel */
	unsigned int element_bytes; /* BYTES: 1, 2, 4 or 8 */
	bool element_signed;
};

/* A tracepoint and its fields, the common ones (common_pid, ...) too. */
struct record_fields {
	const char *event; /* `system:name` */
	uint32_t id;
	struct record_field *v;
	size_t cnt;
};

/* The field called @name, or NULL. */
const struct record_field *record_fields_find(const struct record_fields *r, const char *name,
					      size_t len);

/* What an expression takes it for: EXPR_NUMBER or EXPR_TEXT. */
enum expr_type record_field_type(const struct record_field *f);

enum { RECORD_FIELD_TEXT_BYTES = 256 };

/*
 * The value of @f in a record, into @v. Of IP and BYTES it is made in @buf, of
 * RECORD_FIELD_TEXT_BYTES, and cut where that is not enough. Text is borrowed from @buf or from the
 * record. False: the record is too short, or points outside of itself.
 */
bool record_field_get(const struct record_field *f, const void *raw, size_t raw_len, char *buf,
		      struct expr_value *v);

#endif
