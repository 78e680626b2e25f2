/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the text of a format file has to be before libtraceevent sees it. Its parser was made for
 * what the kernel writes: others can make it recurse without end, divide by zero or follow NULL.
 * So of each text every line is read here first, and of the print format every token.
 */
#ifndef SYSTRAIL_DECODE_FORMATS_TEXT_H
#define SYSTRAIL_DECODE_FORMATS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FORMATS_TEXT_MAX = 64 << 10, /* bytes; the kernel's are at most a page or two */
	FORMATS_TEXT_FIELDS_MAX = 256,
	FORMATS_NAME_MAX = 128, /* bytes of a name */
};

/* A piece of the text. */
struct formats_word {
	const char *p;
	size_t len;
};

struct formats_text {
	struct formats_word name;
	uint32_t id; /* at most 65535: it has 16 bits in records */
	size_t print_at; /* where in the text the print format begins, behind `print fmt:` */
	bool print_good; /* libtraceevent may see it */
	/*
	 * It calls functions that plugins bring, of others than numbers: they take these for
	 * addresses and lengths, which only the kernel can be trusted with.
	 */
	bool print_calls;
	struct formats_word
		fields[FORMATS_TEXT_FIELDS_MAX]; /* their names, the common ones first */
	size_t field_cnt;
};

/*
 * Reads the format file @text, of @len bytes. Returns 0 and fills @t, whose words are borrowed
 * from @text, or -EBADMSG.
 */
int formats_text_read(struct formats_text *t, const char *text, size_t len);

/*
 * Whether the print format at @p, up to @end, may be given to libtraceevent. @calls: see
 * print_calls.
 */
bool formats_text_print(const struct formats_text *t, const char *p, const char *end, bool *calls);

/* Whether @w is the word @s. */
bool formats_word_is(struct formats_word w, const char *s);

/* Whether there is a field with this name. */
bool formats_text_has_field(const struct formats_text *t, struct formats_word name);

/* What names are made of. */
static inline bool formats_is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

#endif
