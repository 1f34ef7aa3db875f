namespace MimRepro.Models;
