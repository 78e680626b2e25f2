/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's descriptions of its tracepoints: found and mounted by libtracefs, or in a
 * recording, and read by libtraceevent. No files but formats*.c include either.
 */
#ifndef SYSTRAIL_DECODE_FORMATS_H
#define SYSTRAIL_DECODE_FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"
#include "perfdata/tracing.h"
#include "syscall/syscall.h"
#include "util/diag.h"
#include "util/text.h"

struct formats;

/*
 * Finds tracefs, mounts it where it is not mounted and we may. Returns NULL and sets errno
 * when it cannot be had or read; @d is told why and what to do.
 */
struct formats *formats_open(const struct diag *d);
void formats_close(struct formats *f);

/*
 * The same without tracefs: it knows what it is told. Returns NULL when there is no memory.
 * formats_add() takes the text of one format file; returns 0 or -errno: -EBADMSG for one that the
 * kernel would not write, -EEXIST when there is one of that id or name.
 */
struct formats *formats_new(void);
int formats_add(struct formats *f, const char *system, const char *text, size_t len);

/*
 * The same from a recording, of which @t is not needed afterwards. All that is asked of it is
 * answered from there, never by this machine: its events are the tracepoints that there are.
 * Formats that are damaged or there twice are left out; @d is told. NULL and errno: no memory, or
 * ENOTSUP for a machine whose records cannot be read, after a sentence.
 */
struct formats *formats_from_tracing(const struct perfdata_tracing *t, const struct diag *d);

/* Where tracefs is mounted, now or already before; NULL: nowhere. */
const char *formats_tracefs(void);

/*
 * Fills the two tracepoints of @l from events/raw_syscalls. Returns 0 or -errno, after telling @d.
 * A recording may have one of them, the other's id is 0 then, or none: that is -ENOENT, and
 * nothing that @d is told of.
 */
int formats_raw_syscalls(struct formats *f, const struct diag *d, struct decode_layout *l);

/*
 * Where records of syscalls:sys_enter_@name carry what the arguments point to, as Linux 6.19 and
 * later announce it in the format file: for each argument the offset of a word for
 * formats_carried(), or 0. Returns how many arguments have one (0: only addresses, as in older
 * kernels), or -errno (-ENOENT: there is no such event).
 */
int formats_user_strings(struct formats *f, const char *name, uint32_t offsets[SYSCALL_ARGS_MAX]);

/*
 * The bytes that the word at @offset of the record @raw announces, borrowed from @raw. Returns 0,
 * or -EBADMSG when the record is too short for them.
 */
int formats_carried(const void *raw, size_t raw_len, uint32_t offset, const char **bytes,
		    uint32_t *len);

/* --- Events -------------------------------------------------------------------------------- */

/* A tracepoint whose format was read; it lives as long as the formats. */
struct formats_event {
	const char *system;
	const char *name;
	const char *full_name; /* `system:name` */
	uint32_t id; /* in records */
};

/* 0 to go on; anything else ends it, and is what the caller returns. */
typedef int formats_event_fn(void *arg, const struct formats_event *event);

/*
 * All tracepoints of this kernel or recording that match @pattern, `system:event`, both of them globs
 * (`sched:*`, `*:*switch*`), in the order of their names; their formats are read. Returns 0, what
 * @fn returned, -ENOENT when none matches (@d is told, with the nearest names), -EINVAL when
 * @pattern is no such pattern, or another -errno after a sentence.
 */
int formats_match_events(struct formats *f, const char *pattern, const struct diag *d,
			 formats_event_fn *fn, void *arg);

/*
 * The same without reading formats: the events have no id, and are valid in @fn only. Costs a
 * look into a directory or two, where the other reads and parses a file for each event.
 */
int formats_list_events(const struct formats *f, const char *pattern, const struct diag *d,
			formats_event_fn *fn, void *arg);

/* The event @system:@name, whose format is read at the first call. Returns 0 or -errno. */
int formats_event(struct formats *f, const char *system, const char *name,
		  const struct formats_event **event);

/* Its id in records, or -errno. */
int formats_event_id(struct formats *f, const char *system, const char *name);

/* The event that records of this id are of, or NULL when it was not asked for before. */
const struct formats_event *formats_event_by_id(const struct formats *f, uint32_t id);

/*
 * Where records of @system:@name have the number @field: its place and size (1, 2, 4 or 8) in
 * bytes. Returns 0, -ENOENT when there is no such event or field, -EINVAL when it is no number,
 * or another -errno.
 */
int formats_field(struct formats *f, const char *system, const char *name, const char *field,
		  uint32_t *offset, uint32_t *size);

/*
 * What records of event @id have: calls @fn with the name of each field, and its type as the
 * kernel writes it. @printed: whether the kernel's way of showing it is understood; where it is
 * not, records are shown field by field. Returns 0, or -ENOENT when its format was not read.
 */
int formats_describe(const struct formats *f, uint32_t id,
		     void (*fn)(void *arg, const char *type, const char *name), void *arg,
		     bool *printed);

/*
 * Says to @d why the kernel did not take @filter for the records of event @id, as well as can be
 * told from here: the kernel itself only answers EINVAL. Always returns -EINVAL.
 */
int formats_explain_filter(const struct formats *f, uint32_t id, const char *filter,
			   const struct diag *d);

/* --- For a recording ----------------------------------------------------------------------- */

struct formats_collection;

/*
 * What a recording has to tell of the tracepoints @names, `system:event`, each as the kernel
 * writes it: their formats, the kernel's strings, and the names of its functions if one of the
 * events shows some. Call it before privileges are dropped. Returns 0 and @out, -ENOMEM, or
 * another -errno after a sentence. formats_collection_free() accepts NULL.
 */
int formats_collect(struct formats *f, const char *const *names, size_t cnt, const struct diag *d,
		    struct formats_collection **out);
void formats_collection_free(struct formats_collection *c);

/* It, for perfdata_tracing_make(); lives as long as @c. */
const struct perfdata_tracing *formats_collection_tracing(const struct formats_collection *c);

/* --- Fields -------------------------------------------------------------------------------- */

enum formats_field_kind {
	FORMATS_SIGNED,
	FORMATS_UNSIGNED,
	FORMATS_STRING,
	FORMATS_ARRAY, /* of numbers; and what no number fits */
};

/* Where records of an event have a field, and what it is: the same for each of its records. */
struct formats_place {
	const char *name; /* lives as long as the formats */
	enum formats_field_kind kind;
	uint32_t offset; /* in the raw record */
	uint32_t size; /* in bytes; of a number 1, 2, 4 or 8; 0: all the rest of the record */
	bool carried; /* __data_loc: there is a word for formats_carried(), */
	bool relative; /* __rel_loc: which counts from behind itself */
	bool is_address; /* of a number, which is unsigned */
	bool is_dev; /* of a number: a dev_t of the kernel */
	bool is_ip; /* of an array: an internet address, of 4 or 16 bytes */
	unsigned int element_bytes; /* of an array: 1, 2, 4 or 8 */
	bool element_signed;
};

typedef void formats_place_fn(void *arg, const struct formats_place *place);

/*
 * Calls @fn with each field of event @id, the common ones first. The numbers are those of the
 * format file, which may lie: compare them with each record. Returns 0, or -ENOENT when its format
 * was not read.
 */
int formats_each_place(const struct formats *f, uint32_t id, formats_place_fn *fn, void *arg);

/* --- Records ------------------------------------------------------------------------------- */

/*
 * The plugins of libtraceevent, which know better than a format file how some events are shown.
 * formats_match_events() loads them, because they have to be there before formats are read; a
 * second time is free. Where we are privileged, one that others than root can change is left out
 * with a warning. Where the privileges are those of our file (see caps_borrowed()) all are left
 * out: who starts us chooses by his environment which they are.
 */
void formats_load_plugins(struct formats *f, const struct diag *d);

/*
 * Reads what records of the events that were asked for have only the addresses of: the names of
 * the kernel's functions, and its strings. Call it behind the last formats_match_events() and
 * before privileges are dropped. What cannot be had is shown as a number.
 */
void formats_prepare(struct formats *f, const struct diag *d);

/* Calls @fn with the path of each plugin, loaded or not. */
void formats_list_plugins(struct formats *f, void (*fn)(void *arg, const char *path), void *arg);

/* A tracepoint's record: what is behind the header of its sample. */
struct formats_record {
	const void *raw;
	size_t raw_len;
	uint64_t time_ns;
	int cpu;
};

/*
 * The fields of a record as the kernel or a plugin shows them, escaped. The record says which
 * event it is. Returns 0, -ENOENT when the format of that event was not read, or -EBADMSG for one
 * that is shorter than its fields or points outside of itself.
 */
int formats_format_record(struct formats *f, struct text *t, const struct formats_record *r);

/* A field of a record; what it points to is borrowed from that. */
struct formats_field {
	const char *name;
	enum formats_field_kind kind;
	uint64_t number; /* a signed one is extended to 64 bits */
	bool is_address; /* the number, which is unsigned */
	const void *bytes; /* of a string or array; any bytes, not terminated */
	size_t bytes_cnt; /* of a string up to its NUL */
	unsigned int element_bytes; /* of an array: 1, 2, 4 or 8 */
	bool element_signed;
};

typedef void formats_field_fn(void *arg, const struct formats_field *field);

/* Calls @fn with each field of a record but the common ones. Returns as formats_format_record(). */
int formats_each_field(const struct formats *f, const struct formats_record *r,
		       formats_field_fn *fn, void *arg);

/* The field @name of a record, also a common one. The same, and -ENOENT when there is none. */
int formats_find_field(const struct formats *f, const struct formats_record *r, const char *name,
		       struct formats_field *field);

/* Element @idx of an array; all of it, as `{0x1,0x2}`, those with a sign as `{-1,2}`. */
uint64_t formats_element(const struct formats_field *field, size_t idx);
void formats_put_array(struct text *t, const struct formats_field *field);

#endif
