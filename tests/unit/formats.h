/* SPDX-License-Identifier: GPL-2.0-only */
/* Format files without a kernel, and records of the events in them. */
#ifndef TESTS_UNIT_FORMATS_H
#define TESTS_UNIT_FORMATS_H

#include "unit/check.h"

#include <string.h>

#include "decode/formats.h"

/* What each format file begins with behind its name; fields of the event's own begin at 8. */
#define FORMAT_COMMON                                                                  \
	"format:\n"                                                                    \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

/* A field as format files have it. */
#define FORMAT_FIELD(decl, offset, size, sign) \
	"\tfield:" decl ";\toffset:" #offset ";\tsize:" #size ";\tsigned:" #sign ";\n"

/* clang-format off */

/* An event with a number, and a text that may be of any length. */
#define FORMAT_NAMED                                   \
	"name: named\nID: 800\n" FORMAT_COMMON         \
	FORMAT_FIELD("int number", 8, 4, 1)            \
	FORMAT_FIELD("__data_loc char[] name", 12, 4, 0) \
	"\nprint fmt: \"number=%d name=%s\", REC->number, __get_str(name)\n"

/* clang-format on */

/* Formats that know the event in @text and no other. */
static inline struct formats *formats_with(const char *system, const char *text)
{
	struct formats *f = formats_new();

	assert_non_null(f);
	assert_int_equal(formats_add(f, system, text, strlen(text)), 0);
	return f;
}

/* Shows a record into @buf; the result of formats_format_record(). */
static inline int formats_show(struct formats *f, const void *raw, size_t len, char *buf,
			       size_t size)
{
	struct formats_record r = { .raw = raw, .raw_len = len, .time_ns = 1, .cpu = 0 };
	struct text t;
	int err;

	text_init(&t, buf, size - 1);
	err = formats_format_record(f, &t, &r);
	buf[t.len] = '\0';
	return err;
}

/* A record of test:named into @raw; @name has its NUL only if @name_len says so. Its length. */
static inline size_t formats_named(unsigned char *raw, int number, const char *name,
				   uint32_t name_len)
{
	uint16_t id = 800;
	uint32_t word = name_len << 16 | 16;

	memset(raw, 0, 16);
	memcpy(raw, &id, sizeof(id));
	memcpy(raw + 8, &number, sizeof(number));
	memcpy(raw + 12, &word, sizeof(word));
	memcpy(raw + 16, name, name_len);
	return 16 + name_len;
}

#endif
