using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using static Grid.Learning.Weights.PickleValue;

namespace Grid.Learning.Weights;

/// <summary>
/// Reads a pickle without executing anything: of Python's opcodes those that values need, and of its names those of
/// <see cref="PickleGlobals"/>. Time and memory grow with the bytes read, since every operation takes one at least.
/// </summary>
internal sealed class PickleMachine
{
    private const int NewestProtocol = 5;

    private readonly ReadOnlyMemory<byte> _program;
    private readonly Stack<PickleValue> _stack = new();
    private readonly Dictionary<long, PickleValue> _memo = [];
    private int _at;

    private PickleMachine(ReadOnlyMemory<byte> program) => _program = program;

    /// <summary>The value of a pickle.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or wants more than values.</exception>
    internal static PickleValue Run(ReadOnlyMemory<byte> program)
    {
        var machine = new PickleMachine(program);
        while (true)
        {
            var operation = machine.Byte();
            if (operation == '.')
            {
                return machine.Pop();
            }

            if (machine.Value(operation) is { } value)
            {
                machine._stack.Push(value);
            }
            else if (!machine.Change(operation))
            {
                throw Fault($"uses the operation 0x{operation:x2}, which weights do not need");
            }
        }
    }

    /// <summary>The value that an operation puts on the stack; null where it is none of these.</summary>
    private PickleValue? Value(byte operation) => operation switch
    {
        (byte)'N' => None.Value,
        (byte)'(' => None.Mark,
        0x88 => new Number(1),
        0x89 => new Number(0),
        (byte)'K' => new Number(Byte()),
        (byte)'M' => new Number(BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))),
        (byte)'J' => new Number(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))),
        0x8a => new Number(Long(Bytes(Byte()))),
        (byte)'G' => new Real(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))),
        (byte)'X' => new Text(Utf8(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))),
        0x8c => new Text(Utf8(Byte())),
        (byte)'}' => new Map([]),
        (byte)']' => new Sequence([]),
        (byte)')' => new PickleValue.Tuple([]),
        (byte)'t' => new PickleValue.Tuple(PopToMark()),
        0x85 => new PickleValue.Tuple(Pop(1)),
        0x86 => new PickleValue.Tuple(Pop(2)),
        0x87 => new PickleValue.Tuple(Pop(3)),
        (byte)'c' => PickleGlobals.Find(Line(), Line()),
        0x93 => Pop(2) is [Text module, Text name] ? PickleGlobals.Find(module.Content, name.Content) : throw Damaged(),
        (byte)'Q' => PickleGlobals.Persistent(Pop()),
        (byte)'R' => Pop(2) is [Global callee, PickleValue.Tuple arguments]
            ? PickleGlobals.Call(callee, arguments.Items)
            : throw Damaged(),
        (byte)'h' => Remembered(Byte()),
        (byte)'j' => Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))),
        _ => null,
    };

    /// <summary>Does what an operation does besides putting a value on the stack; false where it is unknown.</summary>
    private bool Change(byte operation) => operation switch
    {
        0x80 => Byte() <= NewestProtocol ? true : throw Fault("is of a newer pickle protocol"),
        0x95 => Bytes(8).Length == 8,
        (byte)'q' => Remember(Byte()),
        (byte)'r' => Remember(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))),
        0x94 => Remember(_memo.Count),
        (byte)'s' => Set([.. Pop(2)]),
        (byte)'u' => Set(PopToMark()),
        (byte)'a' => Append(Pop(1)),
        (byte)'e' => Append(PopToMark()),
        (byte)'b' => Build(),
        _ => false,
    };

    private bool Set(ImmutableArray<PickleValue> pairs)
    {
        if (pairs.Length % 2 != 0 || Peek() is not Map map)
        {
            throw Damaged();
        }

        for (var at = 0; at < pairs.Length; at += 2)
        {
            map.Entries.Add((pairs[at], pairs[at + 1]));
        }

        return true;
    }

    private bool Append(ImmutableArray<PickleValue> items)
    {
        if (Peek() is not Sequence sequence)
        {
            throw Damaged();
        }

        sequence.Items.AddRange(items);
        return true;
    }

    // PyTorch gives state dictionaries version numbers this way; nothing else may get attributes.
    private bool Build() => Pop() is Map && Peek() is Map ? true : throw Fault("sets attributes of an object");

    private bool Remember(long place)
    {
        _memo[place] = Peek();
        return true;
    }

    private PickleValue Remembered(long place) => _memo.TryGetValue(place, out var value) ? value : throw Damaged();

    private PickleValue Peek() => _stack.TryPeek(out var top) ? top : throw Damaged();

    private PickleValue Pop() => _stack.TryPop(out var top) ? top : throw Damaged();

    private ImmutableArray<PickleValue> Pop(int count)
    {
        var items = new PickleValue[count];
        for (var at = count - 1; at >= 0; at--)
        {
            items[at] = Pop();
        }

        return [.. items];
    }

    private ImmutableArray<PickleValue> PopToMark()
    {
        var items = new List<PickleValue>();
        for (var top = Pop(); !ReferenceEquals(top, None.Mark); top = Pop())
        {
            items.Add(top);
        }

        items.Reverse();
        return [.. items];
    }

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(long count)
    {
        if (count > _program.Length - _at)
        {
            throw Damaged();
        }

        var part = _program.Span.Slice(_at, (int)count);
        _at += (int)count;
        return part;
    }

    private string Utf8(long count) => Encoding.UTF8.GetString(Bytes(count));

    private string Line()
    {
        var length = _program.Span[_at..].IndexOf((byte)'\n');
        return length < 0 ? throw Damaged() : Encoding.UTF8.GetString(Bytes(length + 1)[..^1]);
    }

    private static long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            throw Fault("holds a whole number of more than 64 bits");
        }

        var value = 0L;
        for (var at = bytes.Length - 1; at >= 0; at--)
        {
            value = at == bytes.Length - 1 ? (sbyte)bytes[at] : (value << 8) | bytes[at];
        }

        return value;
    }

    private static InvalidDataException Damaged() => Fault("is damaged");

    private static InvalidDataException Fault(string message) => new($"its pickle {message}");
}
