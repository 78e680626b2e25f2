/* SPDX-License-Identifier: GPL-2.0-only */
/* What comes before the records of a recording: in a file sections, in a pipe records. */
#ifndef SYSTRAIL_PERFDATA_FRONT_H
#define SYSTRAIL_PERFDATA_FRONT_H

#include "perfdata/blob.h"
#include "perfdata/features_out.h"
#include "perfdata/format.h"

/* Where in the file what is. */
struct layout {
	struct perfdata_file_header header;
	struct perfdata_section sections[PERFDATA_FEATURE_CNT]; /* those in header.features */
};

/* How much of each attr is written: what every perf since 5.13 knows, more only if it is used. */
uint32_t front_attr_bytes(const struct perfdata_writer_config *cfg);

/*
 * Header, attrs, ids and features: @b, which is empty, becomes the beginning of the file, up to the
 * data, of which header.data.size says there is nothing yet. Feature PERFDATA_RESERVED is set.
 */
void front_put_file(struct blob *b, const struct features_in *in, struct layout *l);

/* The header in @b, again. */
void front_update_header(struct blob *b, const struct layout *l);

/*
 * The features that @in has now, appended to @b, which will be at @pos of the file; notes them
 * in @l.
 */
void front_put_features(struct blob *b, uint64_t pos, const struct features_in *in,
			struct layout *l);

/* The index of the features in @l; in front of it, for PERFDATA_RESERVED, the head of a rider. */
void front_put_index(struct blob *b, const struct layout *l);
size_t front_index_bytes(const struct layout *l);

/*
 * The same for a pipe. What is too long for a record is left out. Returns 0, or -E2BIG: an event
 * has more ids than can be told in a pipe.
 */
int front_put_pipe(struct blob *b, const struct features_in *in);

/* What is told at the end of a pipe. */
void front_put_pipe_end(struct blob *b, const struct features_in *in);

#endif
