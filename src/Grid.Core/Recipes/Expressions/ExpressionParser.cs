using System.Collections.Immutable;
using System.Globalization;

namespace Grid.Core.Recipes.Expressions;

/// <summary>
/// Reads constraints and conditions: numbers, 'words', true and false, dotted paths, + - * / %, comparisons,
/// and, or, not, parentheses, and a comment after #.
/// </summary>
public sealed class ExpressionParser
{
    private const int MaxLength = 1000;
    private const int MaxDepth = 50;

    private static readonly Dictionary<string, Operator> Comparisons = new()
    {
        ["=="] = Operator.Equal,
        ["!="] = Operator.NotEqual,
        ["<"] = Operator.Less,
        ["<="] = Operator.LessOrEqual,
        [">"] = Operator.Greater,
        [">="] = Operator.GreaterOrEqual,
    };

    private static readonly Dictionary<string, Operator> Alternatives = new() { ["or"] = Operator.Or };

    private static readonly Dictionary<string, Operator> Conjunctions = new() { ["and"] = Operator.And };

    private static readonly Dictionary<string, Operator> Sums =
        new() { ["+"] = Operator.Add, ["-"] = Operator.Subtract };

    private static readonly Dictionary<string, Operator> Products = new()
    {
        ["*"] = Operator.Multiply,
        ["/"] = Operator.Divide,
        ["%"] = Operator.Remainder,
    };

    private readonly string _field;
    private readonly ImmutableArray<Token> _tokens;
    private int _next;
    private int _depth;
    private Diagnostic? _fault;

    private ExpressionParser(string field, string text)
    {
        _field = field;
        _tokens = ExpressionLexer.Read(text);
    }

    private Token Current => _tokens[_next];

    /// <summary>Parses an expression; the first fault names its column, from 1.</summary>
    /// <param name="field">Where the text stands, for the fault: "constraints[0]".</param>
    /// <param name="text">The expression.</param>
    public static Result<Expression> Parse(string field, string text)
    {
        if (text.Length > MaxLength)
        {
            return Result<Expression>.Invalid(new Diagnostic(field, $"is longer than {MaxLength} characters"));
        }

        var parser = new ExpressionParser(field, text);
        var expression = parser.Or();
        if (parser.Current.Kind != TokenKind.End)
        {
            parser.Fail("expected an operator");
        }

        return parser._fault is { } fault ? Result<Expression>.Invalid(fault) : Result<Expression>.Valid(expression);
    }

    private Expression Or() => Chain(And, Alternatives);

    private Expression And() => Chain(Not, Conjunctions);

    private Expression Not()
    {
        var position = Current.Position;
        return Take("not") ? Nested(() => new Expression.Not(Not(), position)) : Comparison();
    }

    private Expression Comparison()
    {
        var left = Sum();
        if (Peek(Comparisons) is not { } @operator)
        {
            return left;
        }

        var position = Advance().Position;
        var comparison = new Expression.Binary(@operator, left, Sum(), position);
        if (Peek(Comparisons) is not null)
        {
            Fail("comparisons do not chain", "write 'a < b and b < c'");
        }

        return comparison;
    }

    private Expression Sum() => Chain(Product, Sums);

    private Expression Product() => Chain(Unary, Products);

    private Expression Chain(Func<Expression> operand, Dictionary<string, Operator> operators)
    {
        var left = operand();
        while (Peek(operators) is { } @operator)
        {
            var position = Advance().Position;
            left = new Expression.Binary(@operator, left, operand(), position);
        }

        return left;
    }

    private Expression Unary()
    {
        var position = Current.Position;
        return Take("-") ? Nested(() => new Expression.Negate(Unary(), position)) : Primary();
    }

    private Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Word:
                return new Expression.Constant(Advance().Text);
            case TokenKind.Number:
                return Number(Advance());
            case TokenKind.Name when token.Text is "true" or "false":
                return new Expression.Constant(Advance().Text == "true");
            case TokenKind.Name when token.Text is not ("and" or "or" or "not"):
                return new Expression.Path(Advance().Text, token.Position);
            case TokenKind.Symbol when token.Text == "(":
                Advance();
                var inner = Nested(Or);
                if (!Take(")"))
                {
                    Fail("expected ')'");
                }

                return inner;
            default:
                return Fail("expected a number, a 'word' or a path");
        }
    }

    private Expression.Constant Number(Token token) =>
        double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? new Expression.Constant(amount)
            : Fail(token, $"'{token.Text}' is no number", null);

    private Expression Nested(Func<Expression> inner)
    {
        if (++_depth > MaxDepth)
        {
            return Fail($"is nested deeper than {MaxDepth}");
        }

        var expression = inner();
        _depth--;
        return expression;
    }

    private Operator? Peek(Dictionary<string, Operator> operators) =>
        Current.Kind is TokenKind.Symbol or TokenKind.Name && operators.TryGetValue(Current.Text, out var found)
            ? found
            : null;

    private bool Take(string text)
    {
        var taken = Current.Kind is TokenKind.Symbol or TokenKind.Name && Current.Text == text;
        if (taken)
        {
            Advance();
        }

        return taken;
    }

    private Token Advance() => _tokens[_next == _tokens.Length - 1 ? _next : _next++];

    private Expression.Constant Fail(string message, string? hint = null) =>
        Fail(Current, $"{message}, found {(Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'")}", hint);

    // The first fault is told; the rest of the text is skipped, as it would only give faults that follow from it.
    private Expression.Constant Fail(Token token, string message, string? hint)
    {
        hint ??= token.Text switch
        {
            "=" => "write ==",
            "&" => "write 'and'",
            "|" => "write 'or'",
            "!" => "write 'not'",
            _ => null,
        };
        _fault ??= new Diagnostic(_field, $"column {token.Position}: {message}", hint);
        _next = _tokens.Length - 1;
        return new Expression.Constant(false);
    }
}
