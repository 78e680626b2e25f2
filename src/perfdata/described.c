/* SPDX-License-Identifier: GPL-2.0-only */
/* What a recording says about itself; see described.h. */
#include "perfdata/described.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A hundred names for each of ten thousand events are found, and nobody waits for more. */
enum { NAME_WORK_MAX = 64 * 1024 * 1024 };

void described_fini(struct described *d)
{
	for (size_t i = 0; i < d->owned_cnt; i++)
		free(d->owned[i]);
	free(d->owned);
	free(d->attrs);
	free(d->build_ids);
	free(d->tracing);
	*d = (struct described){ 0 };
}

/* Makes room for one element more. Returns 0 or -ENOMEM. */
static int grow(void **array, size_t cnt, size_t *cap, size_t element_bytes)
{
	size_t want = cnt < 8 ? 8 : 2 * cnt;
	void *more;

	if (cnt < *cap)
		return 0;
	more = reallocarray(*array, want, element_bytes);
	if (!more)
		return -ENOMEM;
	*array = more;
	*cap = want;
	return 0;
}

int described_own(struct described *d, void *p)
{
	void *array = d->owned;

	if (!p || grow(&array, d->owned_cnt, &d->owned_cap, sizeof(void *))) {
		free(p);
		return -ENOMEM;
	}
	d->owned = array;
	d->owned[d->owned_cnt++] = p;
	return 0;
}

int described_text(struct described *d, const void *p, size_t n, const char **out)
{
	size_t len = strnlen(p, n);
	/* What it takes to allocate it counts, too. */
	size_t bytes = len + 1 + 4 * sizeof(void *);
	char *text;
	int err;

	if (bytes > DESCRIBED_TEXT_BYTES_MAX - d->text_bytes)
		return -E2BIG;
	text = strndup(p, len);
	err = described_own(d, text);
	if (err)
		return err;
	d->text_bytes += bytes;
	*out = text;
	return 0;
}

static bool all_zero(const unsigned char *p, size_t n)
{
	while (n && !*p) {
		p++;
		n--;
	}
	return !n;
}

int described_add_attr(struct described *d, const void *p, size_t size, size_t *taken)
{
	struct perf_event_attr attr = { 0 };
	void *array = d->attrs;
	uint32_t told = 0;
	size_t known;

	if (size < PERF_ATTR_SIZE_VER0)
		return -EBADMSG;
	memcpy(&told, (const char *)p + offsetof(struct perf_event_attr, size), sizeof(told));
	/* The first one had no size: what became it was 0. */
	if (!told)
		told = PERF_ATTR_SIZE_VER0;
	if (told < PERF_ATTR_SIZE_VER0 || told > size)
		return -EBADMSG;
	if (d->attr_cnt == DESCRIBED_ATTRS_MAX)
		return -E2BIG;
	if (grow(&array, d->attr_cnt, &d->attr_cap, sizeof(*d->attrs)))
		return -ENOMEM;
	d->attrs = array;
	known = told < sizeof(attr) ? told : sizeof(attr);
	memcpy(&attr, p, known);
	attr.size = sizeof(attr);
	d->unknown_attrs |= !all_zero((const unsigned char *)p + known, told - known);
	d->attrs[d->attr_cnt++] = (struct perfdata_attr){ .attr = attr };
	if (attr.use_clockid && !d->about.has_clock) {
		d->about.has_clock = true;
		d->about.clockid = (uint32_t)attr.clockid;
	}
	if (taken)
		*taken = told;
	return 0;
}

int described_add_ids(struct described *d, size_t cnt, uint64_t **ids)
{
	struct perfdata_attr *last = &d->attrs[d->attr_cnt - 1];
	int err;

	*ids = NULL;
	if (!cnt)
		return 0;
	if (cnt > DESCRIBED_IDS_MAX - d->id_cnt)
		return -E2BIG;
	*ids = calloc(cnt, sizeof(**ids));
	err = described_own(d, *ids);
	if (err)
		return err;
	d->id_cnt += cnt;
	last->ids = *ids;
	last->id_cnt = cnt;
	return 0;
}

static bool begins_with(const struct perfdata_attr *a, uint64_t id)
{
	return a->id_cnt && a->ids[0] == id;
}

/* Who names an event names the first of its ids. */
static struct perfdata_attr *find_attr(struct described *d, size_t idx, bool has_id, uint64_t id)
{
	if (idx < d->attr_cnt && (!has_id || begins_with(&d->attrs[idx], id)))
		return &d->attrs[idx];
	for (size_t i = 0; has_id && i < d->attr_cnt; i++) {
		if (d->names_sought >= NAME_WORK_MAX)
			return NULL;
		d->names_sought++;
		if (begins_with(&d->attrs[i], id))
			return &d->attrs[i];
	}
	return NULL;
}

int described_name(struct described *d, size_t idx, bool has_id, uint64_t id, const void *name,
		   size_t n)
{
	struct perfdata_attr *a = find_attr(d, idx, has_id, id);

	if (!a || a->name || !strnlen(name, n))
		return 0;
	return described_text(d, name, n, &a->name);
}

/* As it lies in the file; the name follows. */
struct build_id_event {
	struct perf_event_header hdr;
	int32_t pid;
	uint8_t id[PERFDATA_BUILD_ID_BYTES];
	uint8_t size; /* only with BUILD_ID_HAS_SIZE */
	uint8_t reserved[3];
};

enum { BUILD_ID_HAS_SIZE = 1 << 15 };

int described_add_build_id(struct described *d, const void *rec, size_t size)
{
	struct build_id_event ev;
	struct perfdata_build_id b = { .size = PERFDATA_BUILD_ID_BYTES };
	void *array = d->build_ids;
	int err;

	if (size <= sizeof(ev))
		return -EBADMSG;
	if (d->build_id_cnt == DESCRIBED_BUILD_IDS_MAX)
		return -E2BIG;
	memcpy(&ev, rec, sizeof(ev));
	b.misc = ev.hdr.misc & PERF_RECORD_MISC_CPUMODE_MASK;
	b.pid = ev.pid;
	if (ev.hdr.misc & BUILD_ID_HAS_SIZE)
		b.size = ev.size;
	if (b.size > PERFDATA_BUILD_ID_BYTES)
		return -EBADMSG;
	memcpy(b.id, ev.id, b.size);
	if (grow(&array, d->build_id_cnt, &d->build_id_cap, sizeof(*d->build_ids)))
		return -ENOMEM;
	d->build_ids = array;
	err = described_text(d, (const char *)rec + sizeof(ev), size - sizeof(ev), &b.file);
	if (!err)
		d->build_ids[d->build_id_cnt++] = b;
	return err;
}
