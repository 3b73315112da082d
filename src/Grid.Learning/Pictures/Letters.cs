using System.Collections.Frozen;

namespace Grid.Learning.Pictures;

/// <summary>Writes on pictures: letters of five by seven dots, two more below the line where one needs them.</summary>
public static class Letters
{
    /// <summary>Dots from one letter to the next.</summary>
    private const int Step = 6;
    private const int Columns = 5;
    private const char Unknown = '?';

    // A letter's rows from the top: five dots each, as one digit in base 32.
    private const string Drawn = """
        Aehhvhhh Buhhuhhu Cehggghe Duhhhhhu Evgguggv Fvgguggg Gehgnhhe Hhhhvhhh Ie44444e J72222ic Khikokih Lggggggv
        Mhrllhhh Nhhpljhh Oehhhhhe Puhhuggg Qehhhlid Ruhhukih Sfgge11u Tv444444 Uhhhhhhe Vhhhhha4 Whhhllla Xhha4ahh
        Yhha4444 Zv1248gv a00e1fhf bgguhhhu c00egghe d11fhhhf e00ehvge f698s888 g00fhhhf1e hggmphhh i40c444e j2062222ic
        kggikoki lc44444e m00qllhh n00mphhh o00ehhhe p00uhhhugg q00fhhhf11 r00mpggg s00fge1u t88s8896 u00hhhjd v00hhha4
        w00hhlla x00ha4ah y00hhhhf1e z00v248v 0ehjlphe 14c4444e 2eh1248v 3v2421he 426aiv22 5vgu11he 668guhhe 7v124888
        8ehhehhe 9ehhf12c -000v000 _000000v .00000cc ,00000c48 /01248g0 (2488842 )8422248 :0cc0cc0 %op248j3 +044v440
        'c480000 =00v0v00 ?eh12404 &cik8lid
        """;

    private static readonly FrozenDictionary<char, int[]> Rows = Drawn
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(letter => letter[0], letter => letter[1..].Select(Digit).ToArray());

    /// <summary>Pixels that a text is wide.</summary>
    public static int WidthOf(string text, int scale) => text.Length * Step * scale;

    /// <summary>Writes a text; what would not be on the sheet is left out.</summary>
    /// <param name="sheet">Written on.</param>
    /// <param name="text">Letters, digits, common signs; others become question marks.</param>
    /// <param name="top">Row of the upper edge.</param>
    /// <param name="left">Column of the left edge.</param>
    /// <param name="scale">Side of a dot in pixels, >= 1.</param>
    /// <param name="colour">Of the letters.</param>
    public static void Write(Picture sheet, string text, int top, int left, int scale, Colour colour)
    {
        foreach (var (place, letter) in text.Index())
        {
            var rows = letter == ' ' ? [] : Rows.GetValueOrDefault(letter, Rows[Unknown]);
            for (var dot = 0; dot < rows.Length * Columns; dot++)
            {
                var (row, column) = Math.DivRem(dot, Columns);
                if (((rows[row] >> (Columns - 1 - column)) & 1) == 1)
                {
                    Fill(sheet, top + (row * scale), left + (((place * Step) + column) * scale), scale, colour);
                }
            }
        }
    }

    private static void Fill(Picture sheet, int top, int left, int side, Colour colour)
    {
        for (var row = top; row < Math.Min(top + side, sheet.Height); row++)
        {
            for (var column = left; column < Math.Min(left + side, sheet.Width); column++)
            {
                sheet[row, column] = colour;
            }
        }
    }

    private static int Digit(char letter) => char.IsDigit(letter) ? letter - '0' : letter - 'a' + 10;
}
