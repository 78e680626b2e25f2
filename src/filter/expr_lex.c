/* SPDX-License-Identifier: GPL-2.0-only */
/* The tokens of expressions. */
#include <ctype.h>
#include <string.h>

#include "filter/expr_private.h"

/* A sign that begins like another one comes before it. Words are signs that look like names. */
static const struct sign {
	const char *text;
	enum expr_token_kind kind;
	int number; /* COMPARE: what it accepts; NUMBER: true and false */
} signs[] = {
	{ "||", TOKEN_OR },
	{ "&&", TOKEN_AND },
	{ "==", TOKEN_COMPARE, EXPR_EQUAL },
	{ "!=", TOKEN_COMPARE, EXPR_LESS | EXPR_MORE },
	{ "<=", TOKEN_COMPARE, EXPR_LESS | EXPR_EQUAL },
	{ ">=", TOKEN_COMPARE, EXPR_MORE | EXPR_EQUAL },
	{ "=~", TOKEN_MATCH },
	{ "!~", TOKEN_NO_MATCH },
	{ "<", TOKEN_COMPARE, EXPR_LESS },
	{ ">", TOKEN_COMPARE, EXPR_MORE },
	{ "!", TOKEN_NOT },
	{ "&", TOKEN_BIT_AND },
	{ "|", TOKEN_BIT_OR },
	{ "-", TOKEN_MINUS },
	{ "(", TOKEN_OPEN },
	{ ")", TOKEN_CLOSE },
	{ ",", TOKEN_COMMA },
},
  words[] = {
	{ "or", TOKEN_OR },	     { "and", TOKEN_AND },	     { "not", TOKEN_NOT },
	{ "in", TOKEN_IN },	     { "true", TOKEN_NUMBER, true }, { "false", TOKEN_NUMBER, false },
};

/* The byte @ahead of where we are; 0 behind the end, and no NUL is in the source. */
static char peek(const struct expr_lexer *lex, size_t ahead)
{
	return ahead < lex->src.len - lex->pos ? lex->src.text[lex->pos + ahead] : '\0';
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static void lex_name(struct expr_lexer *lex, struct expr_token *tok)
{
	const char *name = lex->src.text + lex->pos;
	size_t len = 0;

	while (is_name_char(peek(lex, len)))
		len++;
	lex->pos += len;
	*tok = (struct expr_token){ TOKEN_NAME, tok->at, .name = name, .len = len };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i].text) != len || memcmp(words[i].text, name, len) != 0)
			continue;
		tok->kind = words[i].kind;
		tok->type = EXPR_BOOL;
		tok->number = words[i].number;
	}
}

static bool lex_sign(struct expr_lexer *lex, struct expr_token *tok)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		size_t len = strlen(signs[i].text);

		if (lex->src.len - lex->pos < len ||
		    memcmp(lex->src.text + lex->pos, signs[i].text, len) != 0)
			continue;
		lex->pos += len;
		tok->kind = signs[i].kind;
		tok->number = signs[i].number;
		return true;
	}
	return false;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* Reads what is behind a backslash in quotes to @c. */
static int lex_escape(struct expr_lexer *lex, char *c)
{
	static const char names[] = "nt\\\"'", means[] = "\n\t\\\"'";
	char name = peek(lex, 1);
	const char *known = name ? strchr(names, name) : NULL;
	int high = hex_value(peek(lex, 2)), low = high < 0 ? -1 : hex_value(peek(lex, 3));

	if (known) {
		*c = means[known - names];
		lex->pos += 2;
		return 0;
	}
	if (name != 'x' || low < 0)
		return expr_fail(&lex->src, lex->pos,
				 "behind \\ in quotes comes n, t, xNN, a quote or another \\; "
				 "\\\\ is a backslash");
	*c = (char)(high << 4 | low);
	if (!*c)
		return expr_fail(&lex->src, lex->pos, "there is no text with a NUL in it");
	lex->pos += 4;
	return 0;
}

static int lex_string(struct expr_lexer *lex, struct expr_token *tok)
{
	char quote = peek(lex, 0), c;
	char *out = lex->texts;

	tok->kind = TOKEN_STRING;
	tok->text = out;
	for (lex->pos++; (c = peek(lex, 0)) != quote; *out++ = c) {
		int err;

		if (!c)
			return expr_fail(&lex->src, tok->at, "this text has no closing %c", quote);
		if (c != '\\') {
			lex->pos++;
			continue;
		}
		err = lex_escape(lex, &c);
		if (err)
			return err;
	}
	lex->pos++;
	tok->len = (size_t)(out - tok->text);
	*out++ = '\0';
	lex->texts = out;
	return 0;
}

/* Only \/ is for us, other backslashes are the regex's. */
static int lex_regex(struct expr_lexer *lex, struct expr_token *tok)
{
	char *out = lex->texts;
	char c;

	tok->kind = TOKEN_REGEX;
	tok->text = out;
	for (lex->pos++; (c = peek(lex, 0)) != '/'; lex->pos++) {
		if (c == '\\' && peek(lex, 1)) {
			c = peek(lex, 1);
			if (c != '/')
				*out++ = '\\';
			lex->pos++;
		} else if (!c) {
			return expr_fail(&lex->src, tok->at,
					 "this regex has no closing /; text is written in quotes");
		}
		*out++ = c;
	}
	lex->pos++;
	tok->len = (size_t)(out - tok->text);
	*out++ = '\0';
	lex->texts = out;
	return 0;
}

static int lex_token(struct expr_lexer *lex, struct expr_token *tok)
{
	char c = peek(lex, 0);

	if (!c)
		return 0; /* TOKEN_END */
	if (isdigit((unsigned char)c))
		return expr_lex_number(lex, tok);
	if (c == '"' || c == '\'')
		return lex_string(lex, tok);
	if (c == '/')
		return lex_regex(lex, tok);
	if (lex_sign(lex, tok))
		return 0;
	if (is_name_char(c) && c != '.') {
		lex_name(lex, tok);
		return 0;
	}
	if (c == '=')
		return expr_fail(&lex->src, lex->pos, "to compare, write ==");
	return expr_fail(&lex->src, lex->pos,
			 "this belongs to no expression; text is written in quotes");
}

int expr_lex(struct expr_lexer *lex, struct expr_token *tok)
{
	int err;

	while (peek(lex, 0) && strchr(" \t\n", peek(lex, 0)))
		lex->pos++;
	*tok = (struct expr_token){ TOKEN_END, .at = lex->pos };
	err = lex_token(lex, tok);
	tok->end = lex->pos;
	return err;
}
