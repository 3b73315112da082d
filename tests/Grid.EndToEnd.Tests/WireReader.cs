using System.Buffers.Binary;
using System.Text;

namespace Grid.EndToEnd.Tests;

/// <summary>Reads the fields of a protobuf message in its wire format, which is all that a test needs.</summary>
/// <param name="message">The encoded message.</param>
internal readonly struct WireReader(ReadOnlyMemory<byte> message)
{
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Length = 2;
    private const int FourBytes = 5;

    /// <summary>The contents of every field of a number that holds bytes, text or a message.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(int field) =>
        Fields().Where(x => x.Number == field && x.Wire == Length).Select(x => x.Content);

    /// <summary>The messages in the fields of a number.</summary>
    public IEnumerable<WireReader> Messages(int field) => All(field).Select(x => new WireReader(x));

    /// <summary>The text of a field, "" where it is not there.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(All(field).LastOrDefault().Span);

    /// <summary>The bytes of a field in hexadecimal, "" where it is not there.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(All(field).LastOrDefault().Span);

    /// <summary>A fixed number of eight bytes, 0 where it is not there.</summary>
    public ulong Fixed(int field) => Fields().Where(x => x.Number == field && x.Wire == EightBytes)
        .Select(x => BinaryPrimitives.ReadUInt64LittleEndian(x.Content.Span)).LastOrDefault();

    private List<(int Number, int Wire, ReadOnlyMemory<byte> Content)> Fields()
    {
        var fields = new List<(int, int, ReadOnlyMemory<byte>)>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = ReadVarint(ref at);
            var wire = (int)(tag & 7);
            var begin = at;
            var size = wire switch
            {
                Varint => SizeOfVarint(at),
                EightBytes => 8,
                FourBytes => 4,
                Length => (int)ReadVarint(ref begin),
                _ => throw new InvalidDataException($"wire type {wire}"),
            };
            fields.Add(((int)(tag >> 3), wire, message.Slice(begin, size)));
            at = begin + size;
        }

        return fields;
    }

    private int SizeOfVarint(int at)
    {
        var end = at;
        ReadVarint(ref end);
        return end - at;
    }

    // Seven bits a byte, lowest first; the eighth says that more follow.
    private ulong ReadVarint(ref int at)
    {
        var (value, shift) = (0UL, 0);
        byte next;
        do
        {
            next = message.Span[at++];
            value |= (ulong)(next & 0x7f) << shift;
            shift += 7;
        }
        while (next >= 0x80);

        return value;
    }
}
