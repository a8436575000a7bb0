/** Drives from CSV files, by a mapping file that says which column is which field. */
package io.yardang.rigs.drive.csv;
