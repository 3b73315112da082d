using System.Buffers.Binary;
using System.Numerics;

namespace Grid.Storage;

/// <summary>
/// A running CRC-32C (Castagnoli) over the values of a row: one processor instruction for eight bytes.
/// </summary>
internal struct Crc32C
{
    private uint _state;

    /// <summary>The checksum of everything added so far.</summary>
    public readonly uint Value => ~_state;

    public void Add(long value) => _state = BitOperations.Crc32C(_state, (ulong)value);

    /// <summary>Adds the length too, so that bytes cannot move from one value of a row to the next unseen.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        while (bytes.Length >= sizeof(ulong))
        {
            _state = BitOperations.Crc32C(_state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            _state = BitOperations.Crc32C(_state, value);
        }
    }
}
