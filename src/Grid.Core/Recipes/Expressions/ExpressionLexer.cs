using System.Collections.Immutable;

namespace Grid.Core.Recipes.Expressions;

internal enum TokenKind
{
    Number,
    Word,
    Name,
    Symbol,
    Bad,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, a word without its quotes.</param>
/// <param name="Position">Column, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position);

/// <summary>Cuts the text of an expression into tokens. What follows a # is a comment.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")"];

    public static ImmutableArray<Token> Read(string text)
    {
        var tokens = ImmutableArray.CreateBuilder<Token>();
        var at = 0;
        while (at < text.Length && text[at] != '#')
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var (token, length) = ReadOne(text, at);
            tokens.Add(token);
            at += length;
        }

        tokens.Add(new Token(TokenKind.End, "the end", at + 1));
        return tokens.ToImmutable();
    }

    private static (Token Token, int Length) ReadOne(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest[0] is '\'' or '"')
        {
            var end = rest[1..].IndexOf(rest[0]);
            return end < 0
                ? (new Token(TokenKind.Bad, "a word without its closing quote", at + 1), rest.Length)
                : (new Token(TokenKind.Word, rest.Slice(1, end).ToString(), at + 1), end + 2);
        }

        var (kind, length) = char.IsAsciiDigit(rest[0])
            || (rest.Length > 1 && rest[0] == '.' && char.IsAsciiDigit(rest[1]))
            ? (TokenKind.Number, NumberLength(rest))
            : char.IsAsciiLetter(rest[0]) || rest[0] == '_'
                ? (TokenKind.Name, NameLength(rest))
                : SymbolLength(rest);
        return (new Token(kind, rest[..length].ToString(), at + 1), length);
    }

    private static int NumberLength(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '.'
            || (rest[length] is '+' or '-' && rest[length - 1] is 'e' or 'E')))
        {
            length++;
        }

        return length;
    }

    private static int NameLength(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] is '.' or '_'))
        {
            length++;
        }

        return length;
    }

    private static (TokenKind Kind, int Length) SymbolLength(ReadOnlySpan<char> rest)
    {
        foreach (var symbol in Symbols)
        {
            if (rest.StartsWith(symbol))
            {
                return (TokenKind.Symbol, symbol.Length);
            }
        }

        return (TokenKind.Bad, 1);
    }
}
