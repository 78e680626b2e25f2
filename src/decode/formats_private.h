/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of formats.h share. */
#ifndef SYSTRAIL_DECODE_FORMATS_PRIVATE_H
#define SYSTRAIL_DECODE_FORMATS_PRIVATE_H

#include "decode/formats.h"

#include <event-parse.h>

/* The length of a record's raw part has 16 bits. */
enum { FORMATS_RAW_MAX = UINT16_MAX };

/* How much of an event's print format libtraceevent may be trusted with; see formats_guard.h. */
enum formats_trust {
	FORMATS_PLAIN, /* all of it, with any record whose fields are whole */
	FORMATS_CHECKED, /* with records that formats_guard_record() has found good */
	FORMATS_NEVER, /* nothing; the records are shown field by field */
};

/* An event whose format was read. */
struct formats_known {
	struct formats_event event;
	struct tep_event *tep;
	enum formats_trust trust;
	bool has_functions; /* it shows addresses of functions by their names */
	bool has_strings; /* and those of the kernel's strings by what they point to */
	char full_name[]; /* as in @event */
};

struct formats {
	struct tep_handle *tep;
	struct formats_file *file; /* of a recording; NULL: those of this machine's tracefs */
	struct formats_known **by_id; /* of @by_id_cnt ids; NULL: not known */
	size_t by_id_cnt;
	struct formats_plugin *plugins; /* of libtraceevent; NULL: none */
	bool plugins_asked;
	struct kallsyms *kallsyms; /* NULL: not needed, or not to be had */
	bool strings_read;
	/*
	 * A record with zeros behind it, because libtraceevent takes strings for terminated and
	 * addresses for whole.
	 */
	char copy[FORMATS_RAW_MAX + 64];
};

/* The event @system:@name, read at the first call. Returns 0 or -errno. */
int formats_know(struct formats *f, const char *system, const char *name,
		 const struct formats_known **known);

/* The one with this id, or NULL. */
static inline const struct formats_known *formats_known_by_id(const struct formats *f, uint32_t id)
{
	return id < f->by_id_cnt ? f->by_id[id] : NULL;
}

/*
 * The bytes of a field of a record that was checked: those that it points to, or itself. Borrowed
 * from @raw.
 */
const char *formats_field_bytes(const struct tep_format_field *field, const void *raw,
				size_t raw_len, uint32_t *len);

/* Where and what a field is, but not what else is known of it: is_dev, is_ip. */
void formats_place_of(const struct tep_format_field *field, struct formats_place *place);

/* Frees what formats_prepare() learned; due behind tep_free(). */
void formats_forget_kernel(struct formats *f);

/* Says why tracefs could not be read: @err, with what is missing and what to do. */
void formats_say_unreadable(const struct diag *d, int err);

/* Whether the capability is there, in a word for a sentence. */
const char *formats_have_cap(int cap);

#endif
