/* SPDX-License-Identifier: GPL-2.0-only */
/* perf.data files made by hand; see perfdata_bytes.h. */
#include "unit/perfdata_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "perfdata/format.h"
#include "perfdata/reader.h"

void image_fini(struct image *b)
{
	free(b->p);
	*b = (struct image){ 0 };
}

static unsigned char *image_room(struct image *b, size_t n)
{
	if (n > b->cap - b->len) {
		b->cap = 2 * (b->len + n);
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			abort();
	}
	b->len += n;
	return b->p + b->len - n;
}

void image_bytes(struct image *b, const void *p, size_t n)
{
	if (n)
		memcpy(image_room(b, n), p, n);
}

void image_fill(struct image *b, unsigned char c, size_t n)
{
	if (n)
		memset(image_room(b, n), c, n);
}

void image_u32(struct image *b, uint32_t v)
{
	image_bytes(b, &v, sizeof(v));
}

void image_u64(struct image *b, uint64_t v)
{
	image_bytes(b, &v, sizeof(v));
}

void image_text(struct image *b, const char *s)
{
	size_t len = (strlen(s) + 16) & ~(size_t)15;

	image_u32(b, (uint32_t)len);
	image_bytes(b, s, strlen(s));
	image_fill(b, 0, len - strlen(s));
}

void image_set_u16(struct image *b, size_t at, uint16_t v)
{
	memcpy(b->p + at, &v, sizeof(v));
}

void image_set_u32(struct image *b, size_t at, uint32_t v)
{
	memcpy(b->p + at, &v, sizeof(v));
}

void image_set_u64(struct image *b, size_t at, uint64_t v)
{
	memcpy(b->p + at, &v, sizeof(v));
}

uint64_t image_get_u64(const struct image *b, size_t at)
{
	uint64_t v;

	memcpy(&v, b->p + at, sizeof(v));
	return v;
}

size_t image_begin_record(struct image *b, uint32_t type, uint16_t misc)
{
	struct perf_event_header hdr = { .type = type, .misc = misc };

	image_bytes(b, &hdr, sizeof(hdr));
	return b->len - sizeof(hdr);
}

void image_end_record(struct image *b, size_t at)
{
	image_set_u16(b, at + offsetof(struct perf_event_header, size), (uint16_t)(b->len - at));
}

void image_sample(struct image *b, uint64_t number, size_t size)
{
	size_t at = image_begin_record(b, PERF_RECORD_SAMPLE, 0);

	image_u64(b, number);
	image_fill(b, (unsigned char)number, size - (b->len - at));
	image_end_record(b, at);
}

void image_build_id(struct image *b, const char *file, uint8_t id_size)
{
	const unsigned char pad[3] = { 0 };
	size_t at = image_begin_record(b, PERFDATA_RECORD_BUILD_ID,
				       PERF_RECORD_MISC_USER | (id_size ? 1 << 15 : 0));

	image_u32(b, (uint32_t)-1);
	image_fill(b, 0xab, 20);
	image_bytes(b, &id_size, 1);
	image_bytes(b, pad, sizeof(pad));
	image_bytes(b, file, strlen(file) + 1);
	image_fill(b, 0, (at - b->len) % 8);
	image_end_record(b, at);
}

uint64_t made_id(size_t attr, size_t id)
{
	return 100 * (attr + 1) + id;
}

static struct perf_event_attr made_attr(size_t i)
{
	return (struct perf_event_attr){
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(struct perf_event_attr),
		.config = 400 + i,
		.use_clockid = 1,
		.clockid = 1,
	};
}

static const char *const made_names[MADE_ATTRS] = { "raw_syscalls:sys_enter", "dummy" };

void image_event_desc(struct image *b)
{
	image_u32(b, MADE_ATTRS);
	image_u32(b, sizeof(struct perf_event_attr));
	for (size_t i = 0; i < MADE_ATTRS; i++) {
		struct perf_event_attr attr = made_attr(i);

		image_bytes(b, &attr, sizeof(attr));
		image_u32(b, MADE_IDS);
		image_text(b, made_names[i]);
		for (size_t k = 0; k < MADE_IDS; k++)
			image_u64(b, made_id(i, k));
	}
}

static void put_feature(struct image *b, unsigned int feature)
{
	switch (feature) {
	case PERFDATA_RESERVED:
		break;
	case PERFDATA_TRACING_DATA:
		image_bytes(b, "tracing data", 12);
		break;
	case PERFDATA_BUILD_ID:
		image_build_id(b, "/bin/true", 0);
		image_build_id(b, "[vdso]", 16);
		break;
	case PERFDATA_HOSTNAME:
		image_text(b, "a-host");
		break;
	case PERFDATA_NRCPUS:
		image_u32(b, 4);
		image_u32(b, 2);
		break;
	case PERFDATA_CMDLINE:
		image_u32(b, 2);
		image_text(b, "/usr/bin/perf");
		image_text(b, "record");
		break;
	case PERFDATA_EVENT_DESC:
		image_event_desc(b);
		break;
	case PERFDATA_PMU_MAPPINGS:
		image_u32(b, 2);
		image_u32(b, 1);
		image_text(b, "software");
		image_u32(b, 2);
		image_text(b, "tracepoint");
		break;
	case PERFDATA_SAMPLE_TIME:
		image_u64(b, 1000);
		image_u64(b, 2000);
		break;
	case PERFDATA_CLOCK_DATA:
		image_u32(b, 1);
		image_u32(b, 1);
		image_u64(b, 5000000);
		image_u64(b, 1000);
		break;
	default:
		image_text(b, "?");
	}
}

static void put_ids(struct made_file *m)
{
	for (size_t i = 0; i < MADE_ATTRS; i++) {
		size_t section = m->attrs_at + (i + 1) * m->attr_entry_bytes - 16;

		image_set_u64(&m->b, section, m->b.len);
		image_set_u64(&m->b, section + 8, MADE_IDS * 8);
		for (size_t k = 0; k < MADE_IDS; k++)
			image_u64(&m->b, made_id(i, k));
	}
}

static void put_features(struct made_file *m)
{
	image_fill(&m->b, 0, 16 * (size_t)__builtin_popcountll(m->features));
	for (unsigned int f = 0; f < 64; f++) {
		if (!(m->features >> f & 1))
			continue;
		m->section_at[f] = m->b.len;
		put_feature(&m->b, f);
		image_set_u64(&m->b, made_index_at(m, f), m->section_at[f]);
		image_set_u64(&m->b, made_index_at(m, f) + 8, m->b.len - m->section_at[f]);
	}
}

size_t made_index_at(const struct made_file *m, unsigned int feature)
{
	return m->data_end +
	       16 * (size_t)__builtin_popcountll(m->features & ((1ull << feature) - 1));
}

const uint64_t made_all_features =
	FEATURE_BIT(PERFDATA_TRACING_DATA) | FEATURE_BIT(PERFDATA_BUILD_ID) |
	FEATURE_BIT(PERFDATA_HOSTNAME) | FEATURE_BIT(PERFDATA_NRCPUS) |
	FEATURE_BIT(PERFDATA_CMDLINE) | FEATURE_BIT(PERFDATA_EVENT_DESC) |
	FEATURE_BIT(PERFDATA_CPU_TOPOLOGY) | FEATURE_BIT(PERFDATA_PMU_MAPPINGS) |
	FEATURE_BIT(PERFDATA_SAMPLE_TIME) | FEATURE_BIT(PERFDATA_CLOCK_DATA);

struct image made_samples(size_t cnt)
{
	struct image b = { 0 };

	for (size_t i = 0; i < cnt; i++)
		image_sample(&b, i, MADE_SAMPLE_BYTES);
	return b;
}

void made_file(struct made_file *m, const struct image *data, uint64_t features)
{
	struct perfdata_file_header h = {
		.magic = PERFDATA_MAGIC,
		.size = sizeof(h),
		.attr_size = sizeof(struct perf_event_attr) + 16,
		.attrs = { sizeof(h), MADE_ATTRS * (sizeof(struct perf_event_attr) + 16) },
		.features = { features },
	};

	*m = (struct made_file){
		.features = features,
		.attr_entry_bytes = (size_t)h.attr_size,
		.attrs_at = sizeof(h),
	};
	image_bytes(&m->b, &h, sizeof(h));
	for (size_t i = 0; i < MADE_ATTRS; i++) {
		struct perf_event_attr attr = made_attr(i);

		image_bytes(&m->b, &attr, sizeof(attr));
		image_fill(&m->b, 0, 16);
	}
	put_ids(m);
	m->data_at = m->b.len;
	image_bytes(&m->b, data->p, data->len);
	m->data_end = m->b.len;
	h.data = (struct perfdata_section){ m->data_at, data->len };
	memcpy(m->b.p, &h, sizeof(h));
	put_features(m);
}

static void put_feature_record(struct image *b, unsigned int feature)
{
	size_t at = image_begin_record(b, PERFDATA_RECORD_FEATURE, 0);

	image_u64(b, feature);
	put_feature(b, feature);
	image_end_record(b, at);
}

void made_pipe(struct image *b, const struct image *data)
{
	size_t at;

	image_u64(b, PERFDATA_MAGIC);
	image_u64(b, 16);
	for (size_t i = 0; i < MADE_ATTRS; i++) {
		struct perf_event_attr attr = made_attr(i);

		at = image_begin_record(b, PERFDATA_RECORD_HEADER_ATTR, 0);
		image_bytes(b, &attr, sizeof(attr));
		for (size_t k = 0; k < MADE_IDS; k++)
			image_u64(b, made_id(i, k));
		image_end_record(b, at);
	}
	put_feature_record(b, PERFDATA_HOSTNAME); /* of a size that is no multiple of 8 */
	put_feature_record(b, PERFDATA_CMDLINE);
	at = image_begin_record(b, PERFDATA_RECORD_TRACING_DATA, 0);
	image_u32(b, 12);
	image_end_record(b, at);
	put_feature(b, PERFDATA_TRACING_DATA);
	at = image_begin_record(b, PERFDATA_RECORD_EVENT_UPDATE, 0);
	image_u64(b, 2);
	image_u64(b, made_id(1, 0));
	image_bytes(b, made_names[1], strlen(made_names[1]) + 1);
	image_fill(b, 0, 2);
	image_end_record(b, at);
	image_bytes(b, data->p, data->len);
	put_feature(b, PERFDATA_BUILD_ID);
}

int memfile_open(const void *p, size_t n, char *path)
{
	int fd = memfd_create("perf.data", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET))
		abort();
	snprintf(path, MEMFILE_PATH_BYTES, "/proc/self/fd/%d", fd);
	return fd;
}

static void said_emit(void *arg, enum diag_level level, const char *msg)
{
	struct said *s = arg;

	s->cnt[level]++;
	snprintf(s->last, sizeof(s->last), "%s", msg);
}

struct diag said_diag(struct said *s)
{
	*s = (struct said){ 0 };
	return (struct diag){ said_emit, s };
}

void read_all(struct read_result *res, const struct image *b)
{
	char path[MEMFILE_PATH_BYTES];
	int fd = memfile_open(b->p, b->len, path);
	struct perfdata_reader *r;
	struct perfdata_chunk *c;
	struct diag diag;

	*res = (struct read_result){ 0 };
	diag = said_diag(&res->said);
	res->open_err = perfdata_reader_open(path, &diag, &r);
	close(fd);
	if (res->open_err)
		return;
	while ((res->err = perfdata_read(r, &c)) == 1) {
		image_bytes(&res->records, c->data, c->size);
		perfdata_chunk_put(c);
	}
	res->incomplete = perfdata_reader_incomplete(r);
	perfdata_reader_close(r);
}
