/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the reader share: reader.c opens, _file and _pipe find what describes it. */
#ifndef SYSTRAIL_PERFDATA_READER_PRIVATE_H
#define SYSTRAIL_PERFDATA_READER_PRIVATE_H

#include "perfdata/chunks.h"
#include "perfdata/described.h"
#include "perfdata/format.h"
#include "perfdata/reader.h"

/* What it means that the records end. */
enum reader_end {
	READER_END, /* all of it is there */
	READER_END_OPEN, /* it was being written by us, or still is */
	READER_END_TOLD, /* a sentence has said already that it is not in order */
};

struct perfdata_reader {
	struct diag diag;
	char *name; /* of the input, for sentences */
	struct perfdata_input in;
	struct described desc;
	struct chunks chunks;
	struct perfdata_chunk *first; /* read already, when it was opened */
	enum reader_end end;
	bool is_pipe; /* in the form of a pipe: described in records */
	bool described; /* and that is over, records of events follow */
	bool useless_told; /* a sentence has said that a record of those is left out */
	bool incomplete;
};

/* Reads what describes a file whose header is @size bytes long. Returns 0 or -errno after a sentence. */
int reader_open_file(struct perfdata_reader *r, uint64_t size);

/* Reads a pipe, behind its header, up to the first record of an event. Returns as above. */
int reader_open_pipe(struct perfdata_reader *r);

/* One feature, with a sentence about what is wrong with it. Returns 0 or -ENOMEM after a sentence. */
int reader_feature(struct perfdata_reader *r, unsigned int feature, const void *data, size_t size);

/* The sentence that memory is short, and -ENOMEM. */
int reader_no_memory(const struct perfdata_reader *r);

#endif
