/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a recording says about itself, as it is gathered from the header of a file or the records of
 * a pipe. All of it is memory of its own, of which there is a limit however much the input brings.
 */
#ifndef SYSTRAIL_PERFDATA_DESCRIBED_H
#define SYSTRAIL_PERFDATA_DESCRIBED_H

#include "perfdata/about.h"

enum {
	DESCRIBED_ATTRS_MAX = 65536,
	DESCRIBED_IDS_MAX = 16 * 1024 * 1024,
	DESCRIBED_BUILD_IDS_MAX = 1024 * 1024,
	DESCRIBED_TEXT_BYTES_MAX = 64 * 1024 * 1024,
	DESCRIBED_TRACING_BYTES_MAX = 256 * 1024 * 1024,
};

struct described {
	struct perfdata_attr *attrs;
	size_t attr_cnt;
	size_t attr_cap;
	size_t id_cnt; /* of all attrs */
	bool unknown_attrs; /* one asks for what we do not know */
	size_t names_sought; /* work done to find attrs by id, which is limited, too */
	struct perfdata_about about;
	struct perfdata_build_id *build_ids;
	size_t build_id_cnt;
	size_t build_id_cap;
	void *tracing;
	size_t tracing_size;
	uint64_t features; /* that it has, 1 << enum perfdata_feature */
	void **owned; /* what else is to be freed */
	size_t owned_cnt;
	size_t owned_cap;
	size_t text_bytes;
};

void described_fini(struct described *d);

/* Takes over @p (of malloc()), also when it fails; NULL is a lack of memory. Returns 0 or -ENOMEM. */
int described_own(struct described *d, void *p);

/*
 * The text of at most @n bytes at @p, up to its first NUL. Returns 0 and @out, which is @d's,
 * -E2BIG or -ENOMEM.
 */
int described_text(struct described *d, const void *p, size_t n, const char **out);

/*
 * An event whose attr is at @p, where there are @size bytes, of which it takes @taken (which may be
 * NULL). Returns 0, -EBADMSG when that is none, -E2BIG when there are too many, or -ENOMEM.
 */
int described_add_attr(struct described *d, const void *p, size_t size, size_t *taken);

/*
 * Room for @cnt ids of the event that was added last, which has none yet, to be filled in by the
 * caller. Returns 0, -E2BIG or -ENOMEM.
 */
int described_add_ids(struct described *d, size_t cnt, uint64_t **ids);

/*
 * The name of the event that has @id, probably number @idx (SIZE_MAX: nobody knows); without
 * @has_id surely. Of several the first counts. Returns 0 (also if there is no such event) or as
 * described_text().
 */
int described_name(struct described *d, size_t idx, bool has_id, uint64_t id, const void *name,
		   size_t n);

/* As PERF_RECORD_HEADER_BUILD_ID: the whole record. Returns 0, -EBADMSG, -E2BIG or -ENOMEM. */
int described_add_build_id(struct described *d, const void *rec, size_t size);

#endif
