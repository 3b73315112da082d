using System.Diagnostics;

namespace Grid.Core.Recipes.Expressions;

/// <summary>What stands between two operands.</summary>
public enum Operator
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b, never whole-number division.</summary>
    Divide,

    /// <summary>a % b, the remainder with the sign of a.</summary>
    Remainder,

    /// <summary>a == b.</summary>
    Equal,

    /// <summary>a != b.</summary>
    NotEqual,

    /// <summary>Less than.</summary>
    Less,

    /// <summary>Less than or equal.</summary>
    LessOrEqual,

    /// <summary>Greater than.</summary>
    Greater,

    /// <summary>Greater than or equal.</summary>
    GreaterOrEqual,

    /// <summary>Both hold.</summary>
    And,

    /// <summary>At least one holds.</summary>
    Or,
}

/// <summary>
/// A parsed constraint or condition over the settings of a recipe. A path that the recipe does not have (a setting of
/// another method) makes what is said of it unknown, in the logic of Kleene: false and unknown is false, true or
/// unknown is true, anything else of unknown is unknown.
/// </summary>
public abstract record Expression
{
    private static readonly Value True = true;
    private static readonly Value False = false;

    private Expression()
    {
    }

    /// <summary>A number, word or flag as written.</summary>
    public sealed record Constant(Value Value) : Expression;

    /// <summary>The setting at a dotted path.</summary>
    /// <param name="Name">"method.queue".</param>
    /// <param name="Position">Column in the text, from 1.</param>
    public sealed record Path(string Name, int Position) : Expression;

    /// <summary>-a.</summary>
    public sealed record Negate(Expression Operand, int Position) : Expression;

    /// <summary>not a.</summary>
    public sealed record Not(Expression Operand, int Position) : Expression;

    /// <summary>Two operands and what stands between them.</summary>
    public sealed record Binary(Operator Operator, Expression Left, Expression Right, int Position) : Expression;

    /// <summary>True, false, or null where a path it needs is not in the recipe.</summary>
    /// <param name="valueOf">The value at a path, null where there is none.</param>
    public bool? Holds(Func<string, Value?> valueOf) =>
        Evaluate(valueOf) switch { null => null, Value.Flag flag => flag.On, var other => throw Mistyped(other) };

    /// <summary>The paths it names, each once, in the order of the text.</summary>
    public IEnumerable<string> Paths() => AllPaths().Distinct();

    /// <summary>The value of the expression, null where a path it needs is not in the recipe.</summary>
    /// <exception cref="InvalidOperationException">The kinds do not fit: it was not checked.</exception>
    public Value? Evaluate(Func<string, Value?> valueOf) => this switch
    {
        Constant constant => constant.Value,
        Path path => valueOf(path.Name),
        Negate negate => negate.Operand.Evaluate(valueOf) is { } value ? -Number(value) : null,
        Not not => Flag(!not.Operand.Holds(valueOf)),
        Binary { Operator: Operator.And } and => And(and, valueOf),
        Binary { Operator: Operator.Or } or => Or(or, valueOf),
        Binary binary => Apply(binary, valueOf),
        _ => throw new UnreachableException($"no such expression: {GetType().Name}"),
    };

    private IEnumerable<string> AllPaths() => this switch
    {
        Path path => [path.Name],
        Negate negate => negate.Operand.AllPaths(),
        Not not => not.Operand.AllPaths(),
        Binary binary => binary.Left.AllPaths().Concat(binary.Right.AllPaths()),
        _ => [],
    };

    private static Value? And(Binary and, Func<string, Value?> valueOf)
    {
        var left = and.Left.Holds(valueOf);
        return left == false ? False : Flag(left & and.Right.Holds(valueOf));
    }

    private static Value? Or(Binary or, Func<string, Value?> valueOf)
    {
        var left = or.Left.Holds(valueOf);
        return left == true ? True : Flag(left | or.Right.Holds(valueOf));
    }

    private static Value? Apply(Binary binary, Func<string, Value?> valueOf)
    {
        if (binary.Left.Evaluate(valueOf) is not { } left || binary.Right.Evaluate(valueOf) is not { } right)
        {
            return null;
        }

        return binary.Operator switch
        {
            Operator.Equal => Flag(left == right),
            Operator.NotEqual => Flag(left != right),
            _ => Apply(binary.Operator, Number(left), Number(right)),
        };
    }

    private static Value Apply(Operator @operator, double left, double right) => @operator switch
    {
        Operator.Add => left + right,
        Operator.Subtract => left - right,
        Operator.Multiply => left * right,
        Operator.Divide => left / right,
        Operator.Remainder => left % right,
        Operator.Less => left < right,
        Operator.LessOrEqual => left <= right,
        Operator.Greater => left > right,
        Operator.GreaterOrEqual => left >= right,
        _ => throw new UnreachableException($"not an operator of numbers: {@operator}"),
    };

    private static Value? Flag(bool? on) => on switch { true => True, false => False, null => null };

    private static double Number(Value value) => value is Value.Number number ? number.Amount : throw Mistyped(value);

    private static InvalidOperationException Mistyped(Value value) =>
        new($"the expression was not checked: '{value}' is of the wrong kind");
}
