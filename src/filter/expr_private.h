/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the expression language share: from text to tokens (expr_lex.c, expr_number.c),
 * to a tree (expr_parse.c, expr_pattern.c) whose types fit (expr_check.c), to an answer
 * (expr_eval.c). All of them complain by expr_fail() (expr_error.c).
 */
#ifndef SYSTRAIL_FILTER_EXPR_PRIVATE_H
#define SYSTRAIL_FILTER_EXPR_PRIVATE_H

#include <regex.h>

#include "filter/expr.h"

enum {
	EXPR_TEXT_BYTES = 4096, /* the longest expression, and the longest text that libc matches */
	EXPR_DEPTH = 64, /* so deep go parentheses, and our stack with them */
};

/*
 * Signed and unsigned numbers of 64 bits, and what unary minus makes of them: in 128 bits they are
 * ordered as in mathematics and nothing overflows.
 */
typedef __int128 expr_number;

/* --- Errors ----------------------------------------------------------------------------------- */

/* What is read, and who hears of it. */
struct expr_source {
	const char *text;
	size_t len;
	const struct diag *diag;
};

/* Says that something is wrong at byte @at of the source. Returns -EINVAL. */
int expr_fail(const struct expr_source *src, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* --- Tokens ----------------------------------------------------------------------------------- */

enum expr_token_kind {
	TOKEN_END,
	TOKEN_NUMBER, /* NUMBER, TIME or BOOL */
	TOKEN_STRING,
	TOKEN_REGEX,
	TOKEN_NAME, /* of a field, or a word that stands for a number */
	TOKEN_OR,
	TOKEN_AND,
	TOKEN_NOT,
	TOKEN_COMPARE,
	TOKEN_MATCH, /* =~ */
	TOKEN_NO_MATCH,
	TOKEN_IN,
	TOKEN_BIT_AND,
	TOKEN_BIT_OR,
	TOKEN_MINUS,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
};

/* How two values lie; a comparison accepts some of these. */
enum {
	EXPR_LESS = 1,
	EXPR_EQUAL = 2,
	EXPR_MORE = 4,
};

struct expr_token {
	enum expr_token_kind kind;
	size_t at, end; /* of the source */
	enum expr_type type; /* NUMBER */
	expr_number number; /* NUMBER; COMPARE: what it accepts */
	char *text; /* STRING, REGEX: without quotes and escapes, terminated; writable */
	const char *name; /* NAME: in the source */
	size_t len; /* of the text or the name */
};

struct expr_lexer {
	struct expr_source src;
	size_t pos;
	char *texts; /* where the next text goes: no text is longer than what it is read from */
};

/* Reads the next token. Returns 0 or -EINVAL. */
int expr_lex(struct expr_lexer *lex, struct expr_token *tok);

/* The same where a digit stands. */
int expr_lex_number(struct expr_lexer *lex, struct expr_token *tok);

/* --- The tree --------------------------------------------------------------------------------- */

enum expr_op {
	EXPR_OR,
	EXPR_AND,
	EXPR_NOT,
	EXPR_COMPARE, /* two kids, and what is accepted */
	EXPR_IN, /* whether the first kid equals one of the others */
	EXPR_MATCH_HALVES, /* the kid's text begins and ends with these */
	EXPR_MATCH_GLOB,
	EXPR_MATCH_REGEX,
	/* From here on they have a value that need not be true or false. */
	EXPR_BIT_AND,
	EXPR_BIT_OR,
	EXPR_MINUS,
	EXPR_FIELD,
	EXPR_CONST,
	EXPR_WORD, /* CREAT: a number as soon as we know beside which field; never evaluated */
};

struct expr_node {
	enum expr_op op;
	enum expr_type type;
	bool constant; /* hangs on no field */
	size_t at, end; /* of the source */
	struct expr_node *kid, *next; /* the first, and the kid behind this one */
	union {
		int field; /* FIELD: its id */
		unsigned int accept; /* COMPARE */
		expr_number number; /* CONST of NUMBER, TIME, BOOL */
		struct {
			const char *p; /* terminated but in WORD */
			size_t len;
			size_t head_len; /* MATCH_HALVES: the first half's; the rest is the other */
		} text; /* CONST of TEXT, WORD, MATCH_HALVES, MATCH_GLOB */
		regex_t regex;
	};
};

struct expr {
	struct expr_node *root;
	char *texts; /* those of all nodes */
	size_t node_cnt;
	struct expr_node nodes[]; /* as many as the source has bytes are enough */
};

/* A value as expr_eval.c computes it. */
struct expr_result {
	expr_number number; /* NUMBER, TIME, BOOL */
	const char *text;
	size_t text_len;
};

/* The value of a node without fields, and without WORDs. */
struct expr_result expr_constant(const struct expr_node *n);

/* --- Patterns --------------------------------------------------------------------------------- */

/* Whether @text has anything that makes a glob more than a text. */
bool expr_is_glob(const char *text);

/* Makes @n match @glob, of @len bytes, which is borrowed and changed. */
void expr_set_glob(struct expr_node *n, char *glob, size_t len);

/* Makes @n match the regex @tok. Returns 0 or -EINVAL; until it is 0 nobody has to free it. */
int expr_set_regex(const struct expr_source *src, struct expr_node *n,
		   const struct expr_token *tok);

/*
 * Whether the text in @r is what @n says. A text that is longer than any path is unknown but to
 * the simplest globs.
 */
enum expr_truth expr_match(const struct expr_node *n, const struct expr_result *r);

/* --- Types ------------------------------------------------------------------------------------ */

struct expr_checker {
	const struct expr_source *src;
	const struct expr_fields *fields;
};

/*
 * Each returns 0 or -EINVAL. On the way WORDs beside a field become its numbers, and what is
 * constant is computed.
 */

/* That @n may stand where true or false is asked for; and all kids of @n. */
int expr_check_condition(const struct expr_checker *c, const struct expr_node *n);
int expr_check_conditions(const struct expr_checker *c, struct expr_node *n);

/* A COMPARE or IN. */
int expr_check_compare(const struct expr_checker *c, struct expr_node *n);

/* The left side @n of the =~ at @at. */
int expr_check_match(const struct expr_checker *c, const struct expr_node *n, size_t at);

/* A BIT_AND, BIT_OR or MINUS. */
int expr_check_bit_and(const struct expr_checker *c, struct expr_node *n);
int expr_check_bit_or(const struct expr_checker *c, struct expr_node *n);
int expr_check_minus(const struct expr_checker *c, const struct expr_node *n);

#endif
