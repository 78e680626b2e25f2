/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf.data files made by hand, so that tests can break them where they like, and what a reader
 * says of them.
 */
#ifndef TESTS_UNIT_PERFDATA_BYTES_H
#define TESTS_UNIT_PERFDATA_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/diag.h"

/* Growing bytes; out of memory ends the test. */
struct image {
	unsigned char *p;
	size_t len;
	size_t cap;
};

void image_fini(struct image *b);
void image_bytes(struct image *b, const void *p, size_t n);
void image_fill(struct image *b, unsigned char c, size_t n);
void image_u32(struct image *b, uint32_t v);
void image_u64(struct image *b, uint64_t v);
/* As perf writes a string: the length with its padding (to 16 here), the bytes. */
void image_text(struct image *b, const char *s);
/* Writes over what is there. */
void image_set_u16(struct image *b, size_t at, uint16_t v);
void image_set_u32(struct image *b, size_t at, uint32_t v);
void image_set_u64(struct image *b, size_t at, uint64_t v);
uint64_t image_get_u64(const struct image *b, size_t at);

/* A record; returns where it is. image_end_record() gives it the size that it has got. */
size_t image_begin_record(struct image *b, uint32_t type, uint16_t misc);
void image_end_record(struct image *b, size_t at);
/* PERF_RECORD_SAMPLE of @size bytes, which are told by their @number. */
void image_sample(struct image *b, uint64_t number, size_t size);
/* PERF_RECORD_HEADER_BUILD_ID. */
void image_build_id(struct image *b, const char *file, uint8_t id_size);
/* What is in a section EVENT_DESC about the two events of a made file. */
void image_event_desc(struct image *b);

/* The events of what is made here: each has two ids. */
enum { MADE_ATTRS = 2, MADE_IDS = 2 };
uint64_t made_id(size_t attr, size_t id);

/* Whoever reads it is told where to find what. */
struct made_file {
	struct image b;
	uint64_t features;
	size_t attr_entry_bytes;
	size_t attrs_at;
	size_t data_at;
	size_t data_end; /* there is the index, an entry a feature */
	size_t section_at[64]; /* by feature */
};

#define FEATURE_BIT(feature) (1ull << (feature))

/* All that a made file can have. */
extern const uint64_t made_all_features;

/* Records for a made file. */
enum { MADE_SAMPLES = 5, MADE_SAMPLE_BYTES = 40 };
struct image made_samples(size_t cnt);

/* The records are @data; @features of HOSTNAME, CMDLINE, EVENT_DESC, BUILD_ID, TRACING_DATA, ... */
void made_file(struct made_file *m, const struct image *data, uint64_t features);
/* Where the index tells of @feature. */
size_t made_index_at(const struct made_file *m, unsigned int feature);

/* The same as a pipe: description, @data, build-ids. */
void made_pipe(struct image *b, const struct image *data);

/* A file in memory with these bytes; @path is how to open it. Returns its fd. */
enum { MEMFILE_PATH_BYTES = 64 };
int memfile_open(const void *p, size_t n, char *path);

/* What was said, and how often at which level. */
struct said {
	int cnt[DIAG_INFO + 1];
	char last[DIAG_SENTENCE_BYTES];
};
struct diag said_diag(struct said *s);

/* All that a reader gives of some bytes as a file, and then closes. */
struct read_result {
	int open_err;
	int err; /* of the last perfdata_read() */
	bool incomplete;
	struct image records;
	struct said said;
};
void read_all(struct read_result *r, const struct image *b);

#endif
