using System.Collections.Immutable;

namespace Grid.Core.Recipes.Expressions;

/// <summary>Checks that an expression names known settings and uses each as what it is.</summary>
public static class ExpressionTypes
{
    /// <summary>Every fault of an expression that is to be true or false.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="field">Where its text stands, for the faults.</param>
    /// <param name="kindOf">The kind of the setting at a path, null where there is none.</param>
    /// <param name="hintOf">What to say of a path that is not known.</param>
    public static ImmutableArray<Diagnostic> Check(
        Expression expression, string field, Func<string, SettingKind?> kindOf, Func<string, string?> hintOf)
    {
        var check = new Checker(field, kindOf, hintOf);
        check.Expect(expression, SettingKind.Flag, 1);
        return check.Faults;
    }

    private sealed class Checker(string field, Func<string, SettingKind?> kindOf, Func<string, string?> hintOf)
    {
        private readonly ImmutableArray<Diagnostic>.Builder _faults = ImmutableArray.CreateBuilder<Diagnostic>();

        public ImmutableArray<Diagnostic> Faults => _faults.ToImmutable();

        public void Expect(Expression expression, SettingKind wanted, int position)
        {
            if (KindOf(expression) is { } kind && kind != wanted)
            {
                Add(expression, position, $"expected {Name(wanted)}, found {Name(kind)}");
            }
        }

        // Null where a fault was told already: one mistake, one message.
        private SettingKind? KindOf(Expression expression)
        {
            switch (expression)
            {
                case Expression.Constant constant:
                    return KindOf(constant.Value);
                case Expression.Path path:
                    return KindOf(path);
                case Expression.Not not:
                    Expect(not.Operand, SettingKind.Flag, not.Position);
                    return SettingKind.Flag;
                case Expression.Negate negate:
                    Expect(negate.Operand, SettingKind.Number, negate.Position);
                    return SettingKind.Number;
                case Expression.Binary { Operator: Operator.Equal or Operator.NotEqual } same:
                    ExpectSame(same);
                    return SettingKind.Flag;
                case Expression.Binary binary:
                    return KindOf(binary);
                default:
                    return null;
            }
        }

        private SettingKind KindOf(Expression.Binary binary)
        {
            var operands = binary.Operator is Operator.And or Operator.Or ? SettingKind.Flag : SettingKind.Number;
            Expect(binary.Left, operands, binary.Position);
            Expect(binary.Right, operands, binary.Position);
            return binary.Operator <= Operator.Remainder ? SettingKind.Number : SettingKind.Flag;
        }

        private SettingKind? KindOf(Expression.Path path)
        {
            var kind = kindOf(path.Name);
            if (kind is null)
            {
                _faults.Add(new Diagnostic(
                    field, $"column {path.Position}: there is no setting '{path.Name}'", hintOf(path.Name)));
            }

            return kind == SettingKind.Integer ? SettingKind.Number : kind;
        }

        private void ExpectSame(Expression.Binary same)
        {
            if (KindOf(same.Left) is { } left && KindOf(same.Right) is { } right && left != right)
            {
                Add(same, same.Position, $"{Name(left)} is never equal to {Name(right)}");
            }
        }

        private void Add(Expression expression, int position, string message)
        {
            var column = expression is Expression.Path path ? path.Position : position;
            _faults.Add(new Diagnostic(field, $"column {column}: {message}"));
        }

        private static SettingKind KindOf(Value value) => value switch
        {
            Value.Number => SettingKind.Number,
            Value.Text => SettingKind.Text,
            _ => SettingKind.Flag,
        };

        private static string Name(SettingKind kind) => kind switch
        {
            SettingKind.Text => "a word",
            SettingKind.Flag => "something true or false",
            _ => "a number",
        };
    }
}
