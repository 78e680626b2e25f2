/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands in the feature sections of a recording, a row a section. */
#ifndef SYSTRAIL_PERFDATA_FEATURES_OUT_H
#define SYSTRAIL_PERFDATA_FEATURES_OUT_H

#include "perfdata/blob.h"
#include "perfdata/format.h"
#include "perfdata/writer.h"

/* All that features are made of. */
struct features_in {
	const struct perfdata_writer_config *cfg;
	uint32_t attr_bytes; /* so much of each attr is written */
	uint32_t frame_bytes; /* room that one record may need when it is decompressed */
	const struct perfdata_end *end; /* NULL: it is not the end yet */
};

/*
 * Appends the content of feature @f. Returns false, and appends nothing, where it has none: it is
 * not known, it is known only at the end and this is not the end, or this is the end and it was
 * known before.
 */
bool feature_put(enum perfdata_feature f, struct blob *b, const struct features_in *in);

/* A build-id as record: of type 0 in a section, of PERFDATA_RECORD_BUILD_ID in a pipe. */
void feature_put_build_id(struct blob *b, const struct perfdata_build_id *id, uint32_t type);

/* An attr, as much of it as is written. */
void feature_put_attr(struct blob *b, const struct perf_event_attr *attr, uint32_t attr_bytes);

#endif
